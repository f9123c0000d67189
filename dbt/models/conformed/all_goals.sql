with

goals as (
    select * from {{ source('staging', 'goals') }}
),

reports as (
    select * from {{ ref('reports') }}
),

scopes as (
    select * from {{ ref('list_scopes') }}
),

-- A report may print the same goal twice; the occurrence is then part of its key.
numbered as (
    select
        goals.*,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        coalesce(scopes.organization_id, reports.organization_id) as organization_id,
        row_number() over (
            partition by
                goals.document_id, goals.level, {{ normalized_label('goals.number') }},
                {{ normalized_label('goals.name') }}
            order by goals.goal_number
        ) as occurrence
    from goals
    inner join reports on goals.document_id = reports.document_id
    left join scopes
        on goals.document_id = scopes.document_id and goals.scope_as_printed = scopes.scope_as_printed
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
        keyed.report_id,
        keyed.file_name,
        keyed.is_current,
        keyed.organization_id,
        keyed.goal_number,
        parents.goal_id as parent_goal_id,
        keyed.level,
        keyed.level_as_printed,
        keyed.number,
        keyed.name,
        keyed.formulation,
        keyed.text,
        keyed.agenda_2030,
        {{ place_columns('keyed') }}
    from keyed
    left join keyed as parents
        on keyed.document_id = parents.document_id and keyed.parent_goal_number = parents.goal_number
)

select * from final
