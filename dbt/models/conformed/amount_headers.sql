with

labels as (
    select distinct column_label from {{ ref('all_figures') }}
    where domain in ('finance', 'forecast', 'investment') and is_current
),

aliases as (
    select
        replace(replace(alias, ' ', ''), '-', '') as compact,
        min(line_item) as line_item
    from {{ ref('line_item_aliases') }}
    where coalesce(measure, '') = ''
    group by compact
    having count(distinct line_item) = 1
),

-- The words that tell budgets and forecasts apart are no measures either.
plain_words as (
    select
        word,
        is_stem
    from {{ ref('plain_header_words') }}
    union
    select
        unnest(string_split(word, ' ')) as word,
        false as is_stem
    from {{ ref('budget_versions') }}
    union
    select
        unnest(string_split(word, ' ')) as word,
        false as is_stem
    from {{ ref('header_occasions') }}
),

-- The whole header is a level too, for a word that is broken over two.
levels as (
    select
        column_label,
        unnest(list_concat([replace(column_label, ' > ', ' ')], string_split(column_label, ' > '))) as header_level
    from labels
),

keyed as (
    select
        column_label,
        {{ header_level_key('header_level') }} as level_key
    from levels
),

words as (
    select
        column_label,
        level_key,
        unnest(string_split(trim({{ words('level_key') }}), ' ')) as word,
        generate_subscripts(string_split(trim({{ words('level_key') }}), ' '), 1) as position
    from (select distinct * from keyed) as distinct_levels
),

-- 'Av-vikelse' is one word, 'jan-aug' are two.
word_parts as (
    select
        word,
        unnest(list_concat([replace(replace(word, '-', ''), '.', '')], string_split_regex(word, '[-.]+'))) as part,
        generate_subscripts(list_concat([''], string_split_regex(word, '[-.]+')), 1) = 1 as is_whole
    from (select distinct word from words) as distinct_words
),

plain_parts as (
    select
        word_parts.word,
        word_parts.part,
        word_parts.is_whole,
        bool_or(plain_words.word is not null) or regexp_matches(word_parts.part, '^[^a-zåäöé]*$') as is_plain
    from word_parts
    left join plain_words
        on
            word_parts.part = plain_words.word
            or (plain_words.is_stem and starts_with(word_parts.part, plain_words.word))
    group by word_parts.word, word_parts.part, word_parts.is_whole
),

judged as (
    select
        word,
        bool_or(is_whole and is_plain) or bool_and(is_plain or is_whole) as is_plain
    from plain_parts
    group by word
),

remaining as (
    select
        words.column_label,
        words.level_key,
        coalesce(
            string_agg(words.word, '' order by words.position) filter (where not judged.is_plain), ''
        ) as measured_words
    from words
    inner join judged on words.word = judged.word
    group by words.column_label, words.level_key
),

-- 'Kommunbidrag' as printed, or 'Utfall intäkter period' without its scenario and period.
matched as (
    select
        remaining.column_label,
        remaining.measured_words,
        coalesce(whole.line_item, part.line_item) as line_item,
        case when whole.line_item is not null then 1 else 2 end as rank,
        length(remaining.measured_words) as matched_length
    from remaining
    left join aliases as whole on replace(replace(remaining.level_key, ' ', ''), '-', '') = whole.compact
    left join aliases as part on replace(remaining.measured_words, '-', '') = part.compact
),

final as (
    select
        column_label,
        arg_min(line_item, (rank, -matched_length, line_item)) filter (where line_item is not null) as line_item,
        max(matched_length) = 0 as is_plain,
        list(distinct measured_words) filter (where measured_words != '') as measured_words
    from matched
    group by column_label
)

select * from final
