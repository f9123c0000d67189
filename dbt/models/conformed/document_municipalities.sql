with

municipalities as (
    select
        *,
        lower(nfc_normalize(municipality)) as name_key
    from {{ ref('municipalities') }}
),

overrides as (
    select
        document_id,
        value as name_as_printed,
        'override' as position,
        1 as mentions
    from {{ source('state', 'report_overrides') }}
    where field in ('municipality', 'municipality_code')
),

printed as (
    select
        document_id,
        name_as_printed,
        position,
        mentions
    from {{ source('staging', 'name_mentions') }}
    where kind = 'municipality'
    union all
    select * from overrides
),

mentions as (
    select
        document_id,
        name_as_printed,
        position,
        regexp_replace(
            regexp_replace(lower(trim(nfc_normalize(name_as_printed))), '^(https?://)?(www\.)?', ''),
            '\.(se|nu|com).*$',
            ''
        ) as name_key,
        {{ prominence('mentions', 'position', {
            'override': 1000, 'front_page': 10, 'page_header': 8, 'page_footer': 6, 'url': 5, 'heading': 3, 'body': 1
        }) }} as weight
    from printed
),

distinct_names as (
    select distinct
        name_key,
        position = 'url' as is_host
    from mentions
),

-- Exact and genitive forms count in full. A misspelling counts half, and only of a name long enough to be recognized.
matched as (
    select
        distinct_names.name_key,
        distinct_names.is_host,
        municipalities.municipality_code,
        case
            when distinct_names.name_key in (municipalities.name_key, municipalities.municipality_code) then 'exact'
            when distinct_names.name_key = municipalities.name_key || 's' then 'genitive'
            when distinct_names.is_host then 'host'
            else 'misspelt'
        end as method,
        levenshtein(distinct_names.name_key, municipalities.name_key) as distance
    from distinct_names
    inner join municipalities
        on
            distinct_names.name_key in (
                municipalities.name_key, municipalities.name_key || 's', municipalities.municipality_code
            )
            or (distinct_names.is_host and distinct_names.name_key = strip_accents(municipalities.name_key))
            or (
                length(municipalities.name_key) >= 6
                and abs(length(distinct_names.name_key) - length(municipalities.name_key)) <= 2
                and levenshtein(distinct_names.name_key, municipalities.name_key) = 1
                and jaro_winkler_similarity(distinct_names.name_key, municipalities.name_key) >= 0.93
            )
),

best_match as (
    select *
    from matched
    qualify
        row_number() over (
            partition by name_key, is_host
            order by
                case method when 'exact' then 1 when 'genitive' then 2 when 'host' then 3 else 4 end,
                distance, municipality_code
        ) = 1
),

scores as (
    select
        mentions.document_id,
        best_match.municipality_code,
        sum(case best_match.method when 'misspelt' then 0.5 else 1.0 end * mentions.weight) as score,
        first(mentions.name_as_printed order by mentions.weight desc, mentions.name_as_printed) as name_as_printed,
        first(best_match.method order by mentions.weight desc, mentions.name_as_printed) as method
    from mentions
    inner join best_match
        on mentions.name_key = best_match.name_key and (mentions.position = 'url') = best_match.is_host
    group by mentions.document_id, best_match.municipality_code
),

-- One mention in running text, or two municipalities mentioned equally often, are not enough.
most_prominent as (
    {{ most_prominent('scores', 'document_id', 'municipality_code', least=3, times_next=1.5) }}
),

final as (
    select
        document_id,
        municipality_code,
        name_as_printed,
        method,
        cast(score as decimal(10, 1)) as score
    from most_prominent
)

select * from final
