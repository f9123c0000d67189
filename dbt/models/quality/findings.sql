-- Everything that is found in the reports, and everything that was found before, in order of importance.

with current_findings as (
    select * from {{ ref('relation_findings') }}
    union all by name
    select
        *,
        false as is_rounding
    from {{ ref('document_findings') }}
    union all by name
    select
        *,
        false as is_rounding
    from {{ ref('unit_findings') }}
),

dated as (
    select
        current_findings.*,
        coalesce(known.first_seen_at, cast('{{ var("run_at") }}' as timestamp)) as first_seen_at,
        cast('{{ var("run_at") }}' as timestamp) as last_seen_at,
        case when known.is_accepted then 'accepted' else 'open' end as state
    from current_findings
    left join {{ ref('known_findings') }} as known on current_findings.finding_id = known.finding_id
),

all_findings as (
    select * from dated
    union all by name
    select * from {{ ref('former_findings') }}
),

measured as (
    select
        all_findings.*,
        units.sek_factor is not null as is_money
    from all_findings
    left join {{ ref('units') }} as units on all_findings.unit = units.unit
)

select
    finding_id,
    -- The first characters that no other finding has.
    case
        when count(*) over (partition by left(finding_id, 6)) = 1 then left(finding_id, 6)
        when count(*) over (partition by left(finding_id, 12)) = 1 then left(finding_id, 12)
        else finding_id
    end as short_id,
    cause_id,
    reconciliation_id,
    report_id,
    document_id,
    file_name,
    kind,
    severity,
    title,
    nullif(concat_ws(' ', detail_sum, detail_hint, detail_doubt), '') as detail,
    detail_sum,
    detail_hint,
    detail_doubt,
    title_sv,
    nullif(concat_ws(' ', detail_sum_sv, detail_hint_sv, detail_doubt_sv), '') as detail_sv,
    detail_sum_sv,
    detail_hint_sv,
    detail_doubt_sv,
    table_title,
    row_label,
    row_path,
    column_label,
    stated,
    computed,
    difference,
    unit,
    difference_in_last_digits,
    relative_difference,
    hint,
    expected,
    quote,
    is_rounding,
    rounding,
    cast(row_number() over (
        order by
            state = 'resolved' asc,
            case severity when 'warning' then 1 when 'error' then 2 else 3 end,
            is_rounding asc,
            -- What a council decides on comes first: amounts of tables, then of the text, then all other numbers.
            case when not is_money then 3 when quote is not null then 2 else 1 end,
            relative_difference desc nulls last,
            difference_in_last_digits desc nulls last,
            finding_id asc
    ) as integer) as rank,
    believed,
    values_hash,
    page_number,
    page_label,
    line_number,
    cell_page_number,
    cell_line_number,
    char_start,
    char_end,
    x0,
    top,
    x1,
    bottom,
    first_seen_at,
    last_seen_at,
    state,
    resolved_at,
    resolution
from measured
