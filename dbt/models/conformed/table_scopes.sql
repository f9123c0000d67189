with

tables as (
    select
        document_id,
        table_id,
        table_title,
        section
    from {{ source('staging', 'tables') }}
    where domain in ('finance', 'forecast', 'investment', 'personnel')
),

-- The title, its last word, and the two nearest headings above. The nearest that names a unit or activity is used.
headings as (
    select
        document_id,
        table_id,
        unnest([1, 2, 3, 4, 5]) as place,
        unnest([
            table_title,
            list_extract(string_split(trim(table_title), ' '), -1),
            list_extract(string_split(section, ' > '), -1),
            list_extract(string_split(section, ' > '), -2),
            list_extract(string_split(trim(list_extract(string_split(section, ' > '), -2)), ' '), -1)
        ]) as heading
    from tables
),

keyed as (
    select
        *,
        {{ normalized_label("regexp_replace(heading, '^[\\d.]+\\s+', '')") }} as name_key
    from headings
    where heading is not null
),

units as (
    select
        alias,
        alias || definite_ending as ending
    from {{ ref('organizations') }}
    where kind = 'unit' and match = 'suffix'
),

activities as (
    select alias from {{ ref('activities') }}
),

-- A unit is named by its definite form ('Exploateringsverksamheten'), an activity by a heading that says nothing else.
final as (
    select
        keyed.document_id,
        keyed.table_id,
        keyed.name_key,
        regexp_replace(keyed.heading, '^[\d.]+\s+', '') as name_as_printed,
        case when keyed.place <= 2 then 'caption' else 'section' end as source
    from keyed
    left join units on ends_with(keyed.name_key, units.ending) and length(keyed.name_key) > length(units.ending) + 2
    left join activities on keyed.name_key = activities.alias and keyed.place in (1, 3, 4)
    where (units.alias is not null and not contains(keyed.name_key, ' ')) or activities.alias is not null
    qualify row_number() over (partition by keyed.table_id order by keyed.place) = 1
)

select * from final
