with

aliases as (
    select
        *,
        replace(replace(alias, ' ', ''), '-', '') as compact
    from {{ ref('investment_measures') }}
),

-- The investments of a cash flow statement are in a finance table.
figures as (
    select
        *,
        {{ normalized_label('measure') }} as measure_key,
        -- For more than one year, or until the end of one from a beginning that is not printed.
        coalesce(
            coalesce(year(period_start), 0) < year(period_end) and coalesce(period_type, '') != 'point_in_time', false
        ) as is_of_several_years
    from {{ ref('all_figures') }}
    where
        is_current and (
            domain = 'investment'
            or (
                domain = 'finance'
                and contains(label_key, 'invest') and label_key in (select aliases.alias from aliases)
            )
        )
),

-- A head is read whole too: 'I' over a column is its incomes, 'i' among other words is nothing.
column_measures as (
    select
        headers.column_label,
        aliases.measure
    from (
        select
            column_label,
            unnest(measured_words) as measured_words
        from {{ ref('amount_headers') }}
        union all
        select
            column_label,
            {{ header_level_key(
                "unnest([replace(column_label, ' > ', ' '), list_extract(string_split(column_label, ' > '), -1)])"
            ) }} as measured_words
        from {{ ref('amount_headers') }}
    ) as headers
    inner join aliases on replace(replace(headers.measured_words, ' ', ''), '-', '') = aliases.compact
    qualify
        row_number() over (
            partition by headers.column_label order by length(aliases.alias) desc, aliases.alias
        ) = 1
),

row_measures as (
    select
        labels.label_key,
        aliases.alias,
        aliases.measure,
        aliases.names_project
    from (select distinct label_key from figures) as labels
    inner join aliases
        on
            labels.label_key = aliases.alias
            or (aliases.begins_label and starts_with(labels.label_key, aliases.alias || ' '))
    qualify
        row_number() over (partition by labels.label_key order by length(aliases.alias) desc, aliases.alias) = 1
),

title_measures as (
    select
        titles.table_id,
        aliases.measure
    from (select distinct table_id, {{ words('table_title') }} as title_words from figures) as titles
    inner join aliases
        on
            contains(titles.title_words, ' ' || aliases.alias || ' ')
            and aliases.measure in ('opening', 'closing') and length(aliases.alias) > 3
    qualify
        row_number() over (partition by titles.table_id order by length(aliases.alias) desc, aliases.alias) = 1
),

-- Rows from opening to closing balance: a note on assets.
notes as (
    select distinct figures.table_id
    from figures
    inner join row_measures on figures.label_key = row_measures.label_key
    where row_measures.measure in ('opening', 'closing') and figures.domain = 'investment'
),

measured as (
    select
        figures.* exclude (measure),
        row_measures.measure is not null and not row_measures.names_project as row_is_measure,
        case
            when
                row_measures.measure is not null and not row_measures.names_project
                -- The unit of 'Investeringar, tkr' names no project.
                and {{ normalized_label('substr(figures.row_label, length(row_measures.alias) + 1)') }} != ''
                then trim(substr(figures.row_label, length(row_measures.alias) + 1))
        end as label_rest,
        notes.table_id is not null as is_note,
        case
            when figures.unit_kind not in ('money', 'foreign_money') then 'share'
            when versions.version = 'change' then 'budget_change'
            else coalesce(
                measure_aliases.measure,
                column_measures.measure,
                row_measures.measure,
                title_measures.measure,
                case
                    when notes.table_id is not null then 'unspecified'
                    when not figures.is_of_several_years then 'expenditure'
                    when figures.scenario = 'actual' then 'accumulated'
                    when figures.scenario in ('budget', 'revised_budget') then 'approved_total'
                    else 'expenditure'
                end
            )
        end as measure
    from figures
    left join aliases as measure_aliases on figures.measure_key = measure_aliases.alias
    left join row_measures on figures.label_key = row_measures.label_key
    left join column_measures on figures.column_label = column_measures.column_label
    left join title_measures on figures.table_id = title_measures.table_id
    left join notes on figures.table_id = notes.table_id
    left join {{ ref('figure_versions') }} as versions on figures.figure_id = versions.figure_id
),

-- Some tables print what is spent with a minus. A balance or what remains keeps its sign.
conventions as (
    select
        document_id,
        table_id,
        measure,
        count(*) filter (where value < 0) > count(*) filter (where value > 0) as is_negative
    from measured
    where
        coalesce(scenario, 'actual') not in ('deviation', 'change')
        and measure in (
            'expenditure', 'income', 'net', 'approved', 'approved_earlier', 'approved_total', 'accumulated',
            'estimated_total'
        )
    group by document_id, table_id, measure
),

final as (
    select
        measured.figure_id,
        measured.row_is_measure,
        measured.label_rest,
        measured.is_note,
        measured.measure,
        {{ investment_sign(
            "coalesce(conventions.is_negative, false)", "measured.scenario", "measured.deviation_sign"
        ) }} as sign_factor
    from measured
    left join conventions
        on
            measured.document_id = conventions.document_id
            and measured.table_id = conventions.table_id
            and measured.measure = conventions.measure
)

select * from final
