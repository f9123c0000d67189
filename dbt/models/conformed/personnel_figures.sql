with

figures as (
    select
        figures.* exclude (measure), -- noqa: RF02
        words.measure as word_measure,
        words.names_row,
        words.employment_type,
        words.sex,
        words.age_group,
        words.duration,
        words.base,
        words.variant,
        units.unit as measure_unit
    from {{ ref('personnel_words') }} as words
    inner join {{ ref('all_figures') }} as figures on words.figure_id = figures.figure_id
    left join {{ ref('personnel_units') }} as units on words.measure = units.measure
),

total_words as (
    select prefix from {{ ref('label_prefixes') }}
    where kind = 'total'
),

total_list as (
    select {{ longest_first() }} as words
    from total_words
),

-- In a table that counts people, no word for the measure is needed: a count of permanent employees is a headcount.
staffed_tables as (
    select distinct table_id
    from figures
    where domain = 'personnel' and employment_type is not null
),

-- A share of the employees is neither a headcount nor a number of årsarbetare.
measured as (
    select
        figures.*,
        case
            when
                figures.word_measure in ('headcount', 'FTE')
                and figures.unit_kind in ('share', 'money', 'foreign_money')
                then null
            when figures.word_measure = 'FTE' and figures.employment_type = 'hourly_paid' then 'hourly_paid_FTE'
            when figures.word_measure is not null then figures.word_measure
            when figures.unit = 'FTE' and coalesce(figures.unit_source, '') != 'prior' then 'FTE'
            when
                staffed_tables.table_id is not null and figures.unit = 'count'
                and (
                    figures.employment_type is not null
                    or figures.label_key in (select total_words.prefix from total_words)
                ) then 'headcount'
        end as measure,
        figures.label_key in (select total_words.prefix from total_words)
        or {{ begins_with('figures.label_key', 'total_list.words') }} as has_total_word
    from figures
    left join staffed_tables on figures.table_id = staffed_tables.table_id
    cross join total_list
),

-- A row that names no measure, group, organization, year or total names the employees that it counts.
divided as (
    select
        *,
        case
            when
                domain = 'personnel' and measure is not null and not names_row and not has_total_word
                and coalesce(scope_source, '') != 'row' and regexp_matches(label_key, '[a-zåäö]{3}')
                then row_label
        end as occupation
    from measured
),

-- A part of the sick leave that is larger than all of it, or that makes 100 with the other parts, is a share of it.
compared as (
    select
        *,
        max(value) filter (
            where coalesce(duration, base, sex, age_group, employment_type, occupation) is null
        ) over same_column as whole,
        sum(value) filter (
            where duration is not null and coalesce(sex, age_group, employment_type, occupation) is null
        ) over same_column as durations,
        count(*) filter (
            where duration is not null and coalesce(sex, age_group, employment_type, occupation) is null
        ) over same_column as duration_rows
    from divided
    window same_column as (partition by table_id, organization_id, measure, scenario, year, column_number)
),

final as (
    select
        figure_id,
        measure,
        employment_type,
        sex,
        age_group,
        duration,
        case
            when measure != 'sick_leave' or measure is null then null
            when base is not null then base
            when
                duration is not null and coalesce(unit, '') != 'days'
                and (value > whole or (duration_rows > 1 and durations between 99 and 101))
                then 'total_sick_leave'
            else 'ordinary_working_time'
        end as base,
        occupation,
        variant,
        case
            when measure_unit in ('count', 'FTE') and measure is not null then measure_unit
            else unit
        end as unit,
        measure is not null and (
            measure_unit is null or measure_unit in ('count', 'FTE') or unit is null or unit = measure_unit
            or (unit = 'percentage_point' and measure_unit = 'percent')
        ) as has_unit_of_measure
    from compared
    where
        domain = 'personnel' or measure in ('sick_leave', 'HME')
        or (measure = 'FTE' and unit = 'FTE' and unit_source = 'row' and names_row)
        or (domain not in ('goals', 'personnel') and measure is not null)
)

select * from final
