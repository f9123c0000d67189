with

figures as (
    select
        report_id,
        row_label,
        'finance' as domain
    from {{ ref('fct_finance') }}
    where line_item is null
    union all
    select
        report_id,
        row_label,
        'personnel' as domain
    from {{ ref('fct_personnel') }}
    where measure is null
),

lines as (
    select
        *,
        {{ normalized_label('row_label') }} as label_key
    from figures
),

labels as (
    select
        label_key,
        domain,
        min(row_label) as label,
        count(*) as printed_figures,
        count(distinct report_id) as reports
    from lines
    group by label_key, domain
),

candidates as (
    select
        alias,
        line_item as code,
        'finance' as domain
    from {{ ref('line_item_aliases') }}
    union all
    select
        alias,
        measure as code,
        'personnel' as domain
    from {{ ref('personnel_measures') }}
),

likeness as (
    select
        labels.label_key,
        labels.domain,
        candidates.code,
        max(jaro_winkler_similarity(labels.label_key, candidates.alias)) as similarity
    from labels
    inner join candidates on labels.domain = candidates.domain
    group by labels.label_key, labels.domain, candidates.code
),

nearest as (
    select
        label_key,
        domain,
        string_agg(code, ', ' order by similarity desc, code asc) as nearest
    from (
        select * from likeness
        qualify row_number() over (partition by label_key, domain order by similarity desc, code asc) <= 3
    ) as best
    group by label_key, domain
),

final as (
    select
        labels.label,
        labels.domain,
        labels.printed_figures as rows,
        labels.reports,
        nearest.nearest
    from labels
    left join nearest on labels.label_key = nearest.label_key and labels.domain = nearest.domain
)

select * from final
