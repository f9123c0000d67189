with

reports as (
    select * from {{ ref('reports') }}
),

figures as (
    select * from {{ ref('all_figures') }}
    where value is not null
),

unresolved as (
    select * from {{ ref('all_unresolved') }}
),

without_meaning as (
    select distinct figure_id
    from unresolved
    where attribute in ('unit', 'scenario', 'year')
),

-- A figure is resolved when the report itself gives its unit (where the measure has one), scenario and period.
judged as (
    select
        figures.*,
        without_meaning.figure_id is null
        and (figures.unit is null or coalesce(figures.unit_source != 'prior', false))
        and coalesce(figures.scenario_source != 'prior', false)
        and coalesce(figures.year_source != 'prior', false) as is_resolved,
        figures.column_label != '' as has_head,
        coalesce(figures.scenario_source != 'prior', false) as has_stated_scenario
    from figures
    left join without_meaning on figures.figure_id = without_meaning.figure_id
),

counted as (
    select
        document_id,
        cast(avg(cast(is_resolved as integer)) as decimal(9, 6)) as share_resolved
    from judged
    group by document_id
),

-- Neither the heads of the columns nor anything else says what the amounts are. A list of counts needs no head.
unheaded_tables as (
    select document_id
    from judged
    group by document_id, table_id
    having
        not bool_or(has_head) and not bool_or(has_stated_scenario)
        and (
            count(distinct column_number) > 1
            or bool_or(unit_kind = 'money' or (unit is null and domain in ('finance', 'investment', 'forecast')))
        )
),

reasons as (
    select
        document_id,
        'unread_pages' as reason
    from reports
    where has_unread_pages
    union
    select
        document_id,
        'unread_pictures' as reason
    from reports
    where has_unread_pictures
    union
    select
        document_id,
        'unread_numbers' as reason
    from reports
    where share_read < {{ var('share_read_floor') }}
    union
    select
        document_id,
        'table_without_heads' as reason
    from unheaded_tables
    union
    select
        document_id,
        'table_contradicts_itself' as reason
    from unresolved
    where reason = 'contradicted'
),

partial_reports as (
    select
        document_id,
        string_agg(reason, ', ' order by reason) as partial_reasons
    from reasons
    group by document_id
),

final as (
    select
        reports.document_id,
        counted.share_resolved,
        partial_reports.document_id is not null as is_partial,
        partial_reports.partial_reasons
    from reports
    left join counted on reports.document_id = counted.document_id
    left join partial_reports on reports.document_id = partial_reports.document_id
)

select * from final
