with

figures as (
    select * from {{ ref('all_figures') }}
),

-- What the reading could not resolve, and the organization, which is resolved here.
unresolved as (
    select
        figure_id,
        attribute,
        reason,
        candidates
    from {{ source('staging', 'unresolved') }}
    where attribute != 'organization'
    union all
    select
        figure_id,
        'organization' as attribute,
        'unstated' as reason,
        coalesce(scope_as_printed, '') as candidates
    from figures
    where organization_id is null
),

final as (
    select
        figures.figure_id,
        figures.document_id,
        figures.report_id,
        figures.file_name,
        figures.is_current,
        unresolved.attribute,
        unresolved.reason,
        unresolved.candidates,
        figures.table_id,
        figures.table_title,
        figures.row_label,
        figures.column_label,
        {{ place_columns('figures') }}
    from unresolved
    inner join figures on unresolved.figure_id = figures.figure_id
)

select * from final
