with

known as (
    select * from {{ ref('organizations') }}
),

municipalities as (
    select
        municipality_code,
        municipality,
        lower(municipality) as municipality_key
    from {{ ref('municipalities') }}
),

printed as (
    select name_as_printed from {{ source('staging', 'name_mentions') }}
    where kind = 'organization'
    union
    select scope_as_printed from {{ source('staging', 'figures') }}
    where scope_as_printed is not null
    union
    select scope_as_printed from {{ ref('printed_scopes') }}
    union
    select row_label from {{ source('staging', 'figures') }}
    where domain in ('finance', 'forecast', 'personnel', 'investment', 'goals')
    union
    select {{ group_row() }} from {{ source('staging', 'figures') }}
    where domain in ('finance', 'forecast', 'personnel', 'investment')
    union
    select name_as_printed from {{ ref('table_scopes') }}
    union
    select board from {{ ref('document_overrides') }}
    where board is not null
    union
    select board from {{ source('state', 'expected_reports') }}
    where board is not null
),

total_words as (
    select {{ longest_first() }} as words
    from {{ ref('label_prefixes') }}
    where kind = 'total'
),

prepositions as (
    select list(prefix) as words
    from {{ ref('label_prefixes') }}
    where kind = 'preposition'
),

labelled as (
    select
        {{ organization_label('name_as_printed') }} as name_key,
        trim({{ without_unit('name_as_printed') }}) as name
    from printed
    where name_as_printed is not null
),

-- Of several spellings the one with most capitals is shown, unless it is in capitals alone.
printed_keys as (
    select
        name_key,
        first(
            {{ organization_display('name') }}
            order by name = upper(name), length(regexp_replace(name, '[^A-ZÅÄÖ]', '', 'g')) desc, name
        ) as name_as_shown
    from labelled
    group by name_key
),

keyed as (
    select
        name_key,
        name_as_shown
    from printed_keys
    union all
    select
        {{ without_last_words(without_first_words('printed_keys.name_key', 'total_words.words'), 'total_words.words') }}
            as name_key,
        cast(null as varchar) as name_as_shown
    from printed_keys
    cross join total_words
    where
        {{ begins_with('printed_keys.name_key', 'total_words.words') }}
        or {{ ends_with_one('printed_keys.name_key', 'total_words.words') }}
),

-- A name with a preposition is of another thing: 'bidrag från kommunstyrelsen'.
own_names as (
    select keyed.*
    from keyed
    cross join prepositions
    where not list_has_any(string_split(keyed.name_key, ' '), coalesce(prepositions.words, []))
),

forms as (
    select
        name_key,
        unnest({{ name_forms('name_key') }}) as form
    from own_names
),

exact as (
    select
        forms.name_key,
        known.organization,
        known.kind,
        1 as rank,
        length(known.alias) as matched_length
    from forms
    inner join known on forms.form = known.alias and known.match = 'exact'
),

parts as (
    select
        keyed.name_key,
        known.organization,
        known.kind,
        2 as rank,
        length(known.alias) as matched_length
    from keyed
    inner join known on known.match = 'part' and contains(keyed.name_key, known.alias)
),

-- 'Kommunestyrelsen' is one letter off. Short names are too similar to each other for this.
misspelt as (
    select
        keyed.name_key,
        known.organization,
        known.kind,
        3 as rank,
        length(known.alias) as matched_length
    from keyed
    inner join known
        on
            known.match = 'exact'
            and length(known.alias) >= 9
            -- Costs less than the distance, which is compared only where it may be one.
            and abs(length(keyed.name_key) - length(known.organization)) <= 1
            and levenshtein(keyed.name_key, lower(known.organization)) = 1
),

suffixes as (
    select
        forms.name_key,
        upper(forms.form[1]) || forms.form[2:] || coalesce(known.definite_ending, '') as organization,
        known.kind,
        4 as rank,
        length(known.alias) as matched_length
    from forms
    inner join known
        on
            (
                known.match = 'suffix' and ends_with(forms.form, known.alias)
                and length(forms.form) > length(known.alias)
            )
            or (
                known.match = 'suffix_word'
                and (ends_with(forms.form, ' ' || known.alias) or starts_with(forms.form, known.alias || ' '))
            )
),

-- 'Nämnden för digital service' is known by its first words and kept as printed.
prefixes as (
    select
        own_names.name_key,
        coalesce(own_names.name_as_shown, {{ organization_display('own_names.name_key') }}) as organization,
        known.kind,
        4 as rank,
        1000 as matched_length
    from own_names
    inner join known on known.match = 'prefix' and starts_with(own_names.name_key, known.alias || ' ')
),

-- 'Storstads kommun' is the municipality of that name, this report's or another.
named_municipalities as (
    select
        own_names.name_key,
        municipalities.municipality as organization,
        'municipality' as kind,
        1 as rank,
        length(own_names.name_key) as matched_length
    from own_names
    inner join municipalities
        on
            own_names.name_key in (
                municipalities.municipality_key || ' kommun', municipalities.municipality_key || 's kommun',
                municipalities.municipality_key || ' stad', municipalities.municipality_key || 's stad'
            )
),

matches as (
    select * from exact
    union all
    select * from parts
    union all
    select * from misspelt
    union all
    select * from suffixes
    union all
    select * from prefixes
    union all
    select * from named_municipalities
),

final as (
    select
        matches.name_key,
        matches.organization as organization_name,
        matches.kind,
        municipalities.municipality_code,
        case matches.rank when 1 then 'exact' when 2 then 'part' when 3 then 'misspelt' else 'ending' end as method
    from matches
    left join municipalities
        on matches.kind = 'municipality' and matches.organization = municipalities.municipality
    where length(matches.name_key) <= 80
    qualify
        row_number() over (
            partition by matches.name_key
            order by
                matches.rank, matches.matched_length desc, length(matches.organization), matches.organization,
                matches.kind
        ) = 1
)

select * from final
