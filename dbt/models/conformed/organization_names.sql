with

known as (
    select * from {{ ref('organizations') }}
),

printed as (
    select name_as_printed from {{ source('staging', 'name_mentions') }}
    where kind = 'organization'
    union
    select scope_as_printed from {{ source('staging', 'figures') }}
    where scope_as_printed is not null
    union
    select row_label from {{ source('staging', 'figures') }}
    where domain in ('finance', 'personnel', 'investment', 'goals')
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
    select {{ prefix_pattern() }} as pattern
    from {{ ref('label_prefixes') }}
    where kind = 'total'
),

printed_keys as (
    select distinct {{ normalized_label('name_as_printed') }} as name_key
    from printed
),

keyed as (
    select name_key from printed_keys
    union
    select regexp_replace(printed_keys.name_key, total_words.pattern, '') as name_key
    from printed_keys
    cross join total_words
),

forms as (
    select
        name_key,
        unnest({{ name_forms('name_key') }}) as form
    from keyed
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
            (known.match = 'suffix' and ends_with(forms.form, known.alias))
            or (
                known.match = 'suffix_word'
                and (ends_with(forms.form, ' ' || known.alias) or starts_with(forms.form, known.alias || ' '))
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
),

final as (
    select
        name_key,
        organization as organization_name,
        kind,
        case rank when 1 then 'exact' when 2 then 'part' when 3 then 'misspelt' else 'ending' end as method
    from matches
    where length(name_key) <= 80
    qualify
        row_number() over (
            partition by name_key order by rank, matched_length desc, length(organization), organization, kind
        ) = 1
)

select * from final
