with

reports as (
    select * from {{ ref('reports') }}
),

revised_reports as (
    select distinct report_id from reports
    where revision > 1
),

figures as (
    select
        figures.*,
        reports.revision,
        {{ normalized_label('figures.table_title') }} as table_key,
        {{ normalized_label('figures.row_path') }} as row_key,
        {{ normalized_label('figures.column_label') }} as column_key
    from {{ ref('all_figures') }} as figures
    inner join reports on figures.document_id = reports.document_id
    inner join revised_reports on reports.report_id = revised_reports.report_id
),

-- A figure is the same in two revisions when its table title, row and column are, whatever its page and value.
keyed as (
    select
        report_id,
        revision,
        figure_id,
        table_title,
        row_path,
        column_label,
        value,
        unit,
        value_as_printed,
        table_key,
        row_key,
        column_key,
        row_number() over (
            partition by report_id, revision, table_key, row_key, column_key
            order by table_number, row_number, column_number, figure_id
        ) as occurrence
    from figures
),

later as (
    select * from keyed
    where revision > 1
),

paired as (
    select
        coalesce(later.report_id, earlier.report_id) as report_id,
        coalesce(later.revision, earlier.revision + 1) as revision,
        earlier.figure_id as earlier_figure_id,
        later.figure_id as later_figure_id,
        coalesce(later.table_title, earlier.table_title) as table_title,
        coalesce(later.row_path, earlier.row_path) as row_path,
        coalesce(later.column_label, earlier.column_label) as column_label,
        earlier.value as earlier_value,
        later.value as later_value,
        earlier.value_as_printed as earlier_as_printed,
        later.value_as_printed as later_as_printed
    from later
    full outer join keyed as earlier
        on
            later.report_id = earlier.report_id
            and later.revision = earlier.revision + 1
            and later.table_key = earlier.table_key
            and later.row_key = earlier.row_key
            and later.column_key = earlier.column_key
            and later.occurrence = earlier.occurrence
),

final as (
    select
        paired.report_id,
        cast(paired.revision as integer) as revision,
        case
            when paired.earlier_figure_id is null then 'added'
            when paired.later_figure_id is null then 'removed'
            else 'changed'
        end as change,
        paired.earlier_figure_id,
        paired.later_figure_id,
        paired.table_title,
        paired.row_path,
        paired.column_label,
        paired.earlier_value,
        paired.later_value,
        paired.earlier_as_printed,
        paired.later_as_printed
    from paired
    inner join reports on paired.report_id = reports.report_id and paired.revision = reports.revision
    where paired.earlier_value is distinct from paired.later_value
)

select * from final
