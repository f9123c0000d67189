with

figures as (
    select
        *,
        replace({{ words('column_label') }}, '.', '') as header_words,
        {{ period_key('read_figures') }} as period_key
    from {{ ref('all_figures') }} as read_figures
    where
        read_figures.is_current and read_figures.domain in ('finance', 'forecast', 'investment')
        and read_figures.scenario in ('budget', 'revised_budget', 'forecast')
),

headers as (
    select * from {{ ref('amount_headers') }}
),

distinct_words as (
    select distinct header_words from figures
),

word_versions as (
    select
        distinct_words.header_words,
        versions.version
    from distinct_words
    inner join {{ ref('budget_versions') }} as versions
        on contains(distinct_words.header_words, ' ' || versions.word || ' ')
    qualify
        row_number() over (
            partition by distinct_words.header_words
            order by length(versions.word) desc, versions.version desc
        ) = 1
),

-- A forecast that is marked as the previous one is older than all others.
word_occasions as (
    select
        distinct_words.header_words,
        case when min(occasions.occasion) < 0 then -1 else max(occasions.occasion) end as occasion
    from distinct_words
    inner join {{ ref('header_occasions') }} as occasions
        on contains(replace(distinct_words.header_words, '-', ' '), ' ' || occasions.word || ' ')
    group by distinct_words.header_words
),

stated as (
    select
        figures.*,
        word_occasions.occasion,
        case
            when figures.scenario = 'forecast' then null
            when word_versions.version is not null then word_versions.version
            when figures.scenario = 'revised_budget' then 'revised'
            else coalesce(figures.budget_version, 'unspecified')
        end as version,
        figures.scenario != 'forecast'
        and (word_versions.version is not null or coalesce(headers.is_plain, false)) as may_be_term
    from figures
    left join headers on figures.column_label = headers.column_label
    left join word_versions on figures.header_words = word_versions.header_words
    left join word_occasions on figures.header_words = word_occasions.header_words
),

-- The budget column that is the sum of the row's other budget columns is the one in force.
row_sums as (
    select
        table_id,
        column_number,
        period_key,
        min(column_number) over budgets_of_row as first_column,
        abs(2 * value - sum(value) over budgets_of_row) <= half_unit * count(*) over budgets_of_row as is_sum,
        count(*) filter (where value != 0) over budgets_of_row as printed_budgets
    from stated
    where may_be_term and not is_missing
    window budgets_of_row as (partition by table_id, row_number, period_key)
),

sum_columns as (
    select
        table_id,
        column_number,
        period_key,
        min(first_column) as first_column
    from row_sums
    where printed_budgets >= 3
    group by table_id, column_number, period_key
    having count(*) filter (where is_sum) >= 2 and count(*) filter (where is_sum) * 3 >= count(*) * 2
),

proven_tables as (
    select
        table_id,
        period_key,
        min(column_number) as sum_column,
        min(first_column) as first_column
    from sum_columns
    group by table_id, period_key
    having count(*) = 1
),

versioned as (
    select
        stated.figure_id,
        stated.occasion,
        case
            when proven_tables.table_id is null or not stated.may_be_term then stated.version
            when stated.column_number = proven_tables.sum_column then 'revised'
            when stated.column_number = proven_tables.first_column then 'original'
            else 'change'
        end as version,
        stated.scenario
    from stated
    left join proven_tables
        on stated.table_id = proven_tables.table_id and stated.period_key = proven_tables.period_key
),

final as (
    select
        figure_id,
        version,
        occasion,
        case
            when scenario = 'forecast' then coalesce(occasion, 13)
            when version = 'revised' then 3
            when version = 'unspecified' then 2
            when version = 'original' then 1
            else 0
        end as newest
    from versioned
)

select * from final
