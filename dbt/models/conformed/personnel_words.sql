with

figures as (
    select * from {{ ref('all_figures') }}
    where is_current
),

measures as (
    select * from {{ ref('personnel_measures') }}
),

group_words as (
    select * from {{ ref('personnel_groups') }}
),

group_patterns as (
    select * from {{ ref('personnel_group_patterns') }}
),

measure_aliases as (
    select alias from measures
),

-- The labels that are a measure's name, with or without something in brackets, or have it in brackets.
measure_labels as (
    select label_key
    from (select distinct label_key from figures) as labels
    where
        label_key in (select measure_aliases.alias from measure_aliases)
        or trim(regexp_replace(label_key, '\s*\([^)]*\)$', '')) in (select measure_aliases.alias from measure_aliases)
        or regexp_extract(label_key, '\(([^)]*)\)$', 1) in (select measure_aliases.alias from measure_aliases)
),

-- In a table of another domain only a row that is labelled by the measure itself, or counted in årsarbetare.
candidates as (
    select * from figures
    where
        domain in ('personnel', 'goals')
        or (
            coalesce(unit_kind, '') not in ('money', 'foreign_money')
            and (
                (unit = 'FTE' and coalesce(unit_source, '') != 'prior')
                or label_key in (select measure_labels.label_key from measure_labels)
            )
        )
),

-- The row label is the best evidence, then measure, header, row path, title and section.
levels as (
    select
        figure_id,
        unnest([1, 2, 3, 4, 5, 6]) as place,
        unnest([
            row_label,
            measure,
            column_label,
            row_path,
            table_title,
            list_extract(string_split(section, ' > '), -1)
        ]) as printed_text
    from candidates
),

-- Each text once: the rows of a table have their title in common, those of an archive most of their labels.
texts as (
    select
        printed_text,
        {{ words('printed_text') }} as words
    from (select distinct printed_text from levels) as distinct_texts
),

distinct_words as (
    select distinct words from texts
),

found_measures as (
    select
        distinct_words.words,
        measures.alias,
        measures.measure
    from distinct_words
    inner join measures
        on
            contains(distinct_words.words, ' ' || measures.alias || ' ')
            and not contains(distinct_words.words, ' per ' || measures.alias || ' ')
),

longest_measures as (
    select found.*
    from found_measures as found
    left join found_measures as longer
        on
            found.words = longer.words
            and found.alias != longer.alias
            and contains(' ' || longer.alias || ' ', ' ' || found.alias || ' ')
    where longer.alias is null
),

-- 'Antal månadsavlönade och årsarbetare' names two measures, and so none.
word_measures as (
    select
        words,
        measure
    from longest_measures
    qualify
        row_number() over (partition by words order by length(alias) desc, alias) = 1
        and not (
            min(measure) over (partition by words) != max(measure) over (partition by words)
            and bool_or(contains(words, ' och ' || alias || ' ')) over (partition by words)
        )
),

-- Ages and durations are numbers. A pattern that is data is compiled for every text that it is compared with.
numbered_words as (
    select words from distinct_words
    where regexp_matches(words, '\d')
),

found_groups as (
    select
        distinct_words.words,
        group_words.dimension,
        group_words.alias as found_text,
        group_words.code
    from distinct_words
    inner join group_words on contains(distinct_words.words, ' ' || group_words.alias || ' ')
    union all
    select
        distinct_words.words,
        group_patterns.dimension,
        regexp_extract(distinct_words.words, group_patterns.pattern) as found_text,
        regexp_replace(
            regexp_extract(distinct_words.words, group_patterns.pattern), group_patterns.pattern, group_patterns.code
        ) as code
    from numbered_words as distinct_words
    inner join group_patterns on regexp_matches(distinct_words.words, group_patterns.pattern)
),

word_groups as (
    select * from found_groups
    qualify
        row_number() over (partition by words, dimension order by length(trim(found_text)) desc, code) = 1
),

figure_measures as (
    select
        levels.figure_id,
        word_measures.measure,
        levels.place
    from levels
    inner join texts on levels.printed_text = texts.printed_text
    inner join word_measures on texts.words = word_measures.words
    qualify row_number() over (partition by levels.figure_id order by levels.place) = 1
),

-- 'Samtliga' under a title about women is everybody.
nearest_groups as (
    select
        levels.figure_id,
        levels.place,
        word_groups.dimension,
        nullif(word_groups.code, 'all') as code
    from levels
    inner join texts on levels.printed_text = texts.printed_text
    inner join word_groups on texts.words = word_groups.words
    where levels.place <= 5
    qualify row_number() over (partition by levels.figure_id, word_groups.dimension order by levels.place) = 1
),

figure_groups as (
    select
        figure_id,
        max(code) filter (where dimension = 'employment_type') as employment_type,
        max(code) filter (where dimension = 'sex') as sex,
        max(code) filter (where dimension = 'age_group') as age_group,
        max(code) filter (where dimension = 'duration') as duration,
        max(code) filter (where dimension = 'base') as base,
        max(code) filter (where dimension = 'variant') as variant,
        bool_or(place = 1) as names_row
    from nearest_groups
    group by figure_id
),

final as (
    select
        candidates.figure_id,
        figure_measures.measure,
        coalesce(figure_measures.place = 1, false) or coalesce(figure_groups.names_row, false) as names_row,
        figure_groups.employment_type,
        figure_groups.sex,
        figure_groups.age_group,
        figure_groups.duration,
        figure_groups.base,
        figure_groups.variant
    from candidates
    left join figure_measures on candidates.figure_id = figure_measures.figure_id
    left join figure_groups on candidates.figure_id = figure_groups.figure_id
)

select * from final
