with

reports as (
    select * from {{ ref('reports') }}
),

goals as (
    select * from {{ source('staging', 'goals') }}
),

-- The same goal may be printed twice in a report; its occurrence tells the prints apart.
numbered as (
    select
        goals.document_id,
        goals.goal_number,
        goals.parent_goal_number,
        goals.level,
        goals.number,
        goals.name,
        reports.report_id,
        row_number() over (
            partition by
                goals.document_id, goals.level, {{ normalized_label('goals.number') }},
                {{ normalized_label('goals.name') }}
            order by goals.goal_number
        ) as occurrence
    from goals
    inner join reports on goals.document_id = reports.document_id
),

keyed as (
    select
        *,
        {{ hashed([
            'report_id', 'level', normalized_label('number'), normalized_label('name'), 'occurrence'
        ]) }} as goal_id
    from numbered
),

final as (
    select
        keyed.goal_id,
        keyed.document_id,
        keyed.goal_number,
        parents.goal_id as parent_goal_id
    from keyed
    left join keyed as parents
        on keyed.document_id = parents.document_id and keyed.parent_goal_number = parents.goal_number
)

select * from final
