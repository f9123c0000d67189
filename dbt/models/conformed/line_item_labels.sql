with

prefixes as (
    select {{ longest_first() }} as words
    from {{ ref('label_prefixes') }}
),

aliases as (
    select * from {{ ref('line_item_aliases') }}
),

figures as (
    select * from {{ source('staging', 'figures') }}
    where domain in ('finance', 'forecast')
),

printed_labels as (
    select row_label as printed_label from figures
    union
    select measure as printed_label from figures
    where measure is not null
),

column_labels as (
    select distinct column_label from figures
),

labels as (
    select {{ normalized_label('printed_label') }} as label_key
    from printed_labels
    union
    select {{ header_level_key('header_level') }} as label_key
    from (select unnest(string_split(column_label, ' > ')) as header_level from column_labels) as header_levels
),

forms as (
    select
        labels.label_key,
        unnest({{ label_forms('labels.label_key', 'prefixes.words') }}) as form,
        unnest([1, 2, 3, 4, 5]) as rank
    from labels
    cross join prefixes
),

final as (
    select
        forms.label_key,
        aliases.line_item,
        aliases.measure,
        aliases.alias
    from forms
    inner join aliases on forms.form = aliases.alias
    qualify row_number() over (partition by forms.label_key order by forms.rank) = 1
)

select * from final
