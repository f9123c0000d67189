with

figures as (
    select * from {{ ref('all_figures') }}
    where domain in ('personnel', 'goals') and is_current
),

measures as (
    select * from {{ ref('personnel_measures') }}
),

group_words as (
    select * from {{ ref('personnel_groups') }}
),

-- The row label is the best evidence of the measure, then header, row path, title and section.
levels as (
    select
        figure_id,
        unnest([1, 2, 3, 4, 5, 6]) as place,
        unnest([
            {{ words('row_label') }},
            {{ words('measure') }},
            {{ words('column_label') }},
            {{ words('row_path') }},
            {{ words('table_title') }},
            {{ words("list_extract(string_split(section, ' > '), -1)") }}
        ]) as words
    from figures
),

distinct_words as (
    select distinct words from levels
),

word_measures as (
    select
        distinct_words.words,
        measures.measure
    from distinct_words
    inner join measures on contains(distinct_words.words, ' ' || measures.alias || ' ')
    qualify
        row_number() over (
            partition by distinct_words.words order by length(measures.alias) desc, measures.alias
        ) = 1
),

word_groups as (
    select
        distinct_words.words,
        group_words.dimension,
        group_words.code
    from distinct_words
    inner join group_words on contains(distinct_words.words, ' ' || group_words.alias || ' ')
    qualify
        row_number() over (
            partition by distinct_words.words, group_words.dimension
            order by length(group_words.alias) desc, group_words.alias
        ) = 1
),

figure_measures as (
    select
        levels.figure_id,
        word_measures.measure
    from levels
    inner join word_measures on levels.words = word_measures.words
    qualify row_number() over (partition by levels.figure_id order by levels.place) = 1
),

figure_groups as (
    select
        figure_id,
        max(code) filter (where dimension = 'employment_type') as employment_type,
        max(code) filter (where dimension = 'sex') as sex,
        max(code) filter (where dimension = 'age_group') as age_group,
        max(code) filter (where dimension = 'duration') as duration,
        max(code) filter (where dimension = 'base') as base
    from (
        select
            levels.figure_id,
            word_groups.dimension,
            word_groups.code
        from levels
        inner join word_groups on levels.words = word_groups.words
        where levels.place <= 5
        qualify row_number() over (partition by levels.figure_id, word_groups.dimension order by levels.place) = 1
    ) as nearest
    group by figure_id
),

-- In a table that counts people, no word for the measure is needed: a count of permanent employees is a headcount.
staffed_tables as (
    select distinct
        figures.document_id,
        figures.table_id
    from figures
    inner join figure_groups on figures.figure_id = figure_groups.figure_id
    where figures.domain = 'personnel' and figure_groups.employment_type is not null
),

total_words as (
    select prefix from {{ ref('label_prefixes') }}
    where kind = 'total'
),

measured as (
    select
        figures.*,
        coalesce(
            figure_measures.measure,
            case
                when figures.unit = 'FTE' then 'FTE'
                when
                    staffed_tables.table_id is not null and figures.unit = 'count'
                    and (
                        figure_groups.employment_type is not null
                        or figures.label_key in (select total_words.prefix from total_words)
                    ) then 'headcount'
            end
        ) as personnel_measure,
        figure_groups.employment_type,
        figure_groups.sex,
        figure_groups.age_group,
        figure_groups.duration,
        figure_groups.base
    from figures
    left join figure_measures on figures.figure_id = figure_measures.figure_id
    left join figure_groups on figures.figure_id = figure_groups.figure_id
    left join staffed_tables
        on figures.document_id = staffed_tables.document_id and figures.table_id = staffed_tables.table_id
),

final as (
    select
        measured.figure_id,
        measured.report_id,
        measured.file_name,
        measured.organization_id,
        measured.row_label,
        measured.row_path,
        measured.column_label,
        measured.personnel_measure as measure,
        measured.employment_type,
        measured.sex,
        measured.age_group,
        measured.duration,
        case
            when measured.personnel_measure = 'sick_leave' then coalesce(measured.base, 'ordinary_working_time')
        end as base,
        measured.scenario,
        measured.year,
        measured.period_as_printed,
        measured.value,
        measured.unit,
        measured.aggregation_role,
        measured.is_missing,
        measured.is_preliminary,
        measured.table_id,
        measured.table_title,
        {{ place_columns('measured') }}
    from measured
    where measured.domain = 'personnel' or measured.personnel_measure in ('sick_leave', 'HME')
)

select * from final
