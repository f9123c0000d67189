-- Relations that follow from what figures mean, not from their layout: a line item is the sum of its nearest printed
-- parts (seed calculations), a deviation is outcome against budget, a change is the year against the year before. A
-- report prints costs with or without a minus and deviations either way round: the convention is the one that holds in
-- most columns of the table (rows, for deviations and changes). Nothing is declared where no convention holds, nor
-- where a sum lacks exactly the amount of a line of unknown name among its parts: reports have such lines.

with figures as (
    select
        figure_id,
        document_id,
        table_id,
        row_number,
        column_number,
        scenario,
        coalesce(of_scenario, 'actual') as of_scenario,
        coalesce(against_scenario, 'budget') as against_scenario,
        year,
        unit,
        value,
        half_unit,
        label_key,
        column_label
    from {{ ref('all_figures') }}
    where value is not null and half_unit is not null and aggregation_role != 'memo'
),

labels as (
    select
        label_key,
        line_item
    from {{ ref('line_item_labels') }}
),

column_items as (
    select
        column_label,
        {{ normalized_label("split_part(column_label, ' > ', -1)") }} as label_key
    from (select distinct column_label from figures) as column_labels
),

-- A line item at a position: a column of the table where items are rows, a row where they are columns.
items as (
    select
        figures.*,
        'rows' as axis,
        figures.column_number as position,
        labels.line_item
    from figures
    inner join labels on figures.label_key = labels.label_key
    union all
    select
        figures.*,
        'columns' as axis,
        figures.row_number as position,
        labels.line_item
    from figures
    inner join column_items on figures.column_label = column_items.column_label
    inner join labels on column_items.label_key = labels.label_key
),

-- Shares and scores of the items do not add up as the items do.
single_items as (
    select items.*
    from items
    left join {{ ref('units') }} as units on items.unit = units.unit
    where coalesce(units.kind, 'money') not in ('share', 'score')
    qualify count(*) over (partition by items.table_id, items.axis, items.position, items.line_item) = 1
),

-- A line item with the nearest printed one that it is part of.
nearest as (
    select
        parts.table_id,
        parts.axis,
        parts.figure_id,
        parts.line_item,
        parents.figure_id as stated_figure_id,
        parents.line_item as stated_line_item
    from single_items as parts
    inner join {{ ref('line_item_ancestors') }} as ancestors on parts.line_item = ancestors.line_item
    inner join single_items as parents
        on
            parts.table_id = parents.table_id
            and parts.axis = parents.axis
            and parts.position = parents.position
            and ancestors.ancestor = parents.line_item
    qualify row_number() over (partition by parts.figure_id, parts.axis order by ancestors.distance) = 1
),

item_terms as (
    select
        'row_formula' as kind,
        'sum' as form,
        nearest.axis,
        concat_ws(' ', nearest.table_id, nearest.axis, nearest.stated_line_item) as family,
        nearest.stated_figure_id,
        nearest.figure_id,
        1 as signed_weight,
        parents.natural_sign * children.natural_sign as unsigned_weight
    from nearest
    inner join {{ ref('line_items') }} as parents on nearest.stated_line_item = parents.line_item
    inner join {{ ref('line_items') }} as children on nearest.line_item = children.line_item
),

-- The figures in one row that a deviation or a change is computed from.
row_terms as (
    select
        'difference' as kind,
        'difference' as form,
        'columns' as axis,
        concat_ws(' ', stated.table_id, stated.scenario, stated.column_number) as family,
        stated.figure_id as stated_figure_id,
        parts.figure_id,
        case
            when stated.scenario = 'change' and parts.year = stated.year then 1
            when stated.scenario = 'deviation' and parts.scenario = stated.of_scenario then 1
            else -1
        end as signed_weight,
        case
            when stated.scenario = 'deviation' and parts.scenario = stated.of_scenario then -1
            when stated.scenario = 'change' and parts.year = stated.year then 1
            when stated.scenario = 'change' then -1
            else 1
        end as unsigned_weight
    from figures as stated
    inner join figures as parts
        on
            stated.table_id = parts.table_id
            and stated.row_number = parts.row_number
            and stated.unit is not distinct from parts.unit
            and (
                (
                    stated.scenario = 'deviation'
                    and parts.scenario in (stated.of_scenario, stated.against_scenario)
                    and stated.year is not distinct from parts.year
                )
                or (
                    stated.scenario = 'change'
                    and parts.scenario = 'actual'
                    and parts.year between stated.year - 1 and stated.year
                )
            )
    qualify
        count(*) over (partition by stated.figure_id) = 2
        and count(*) over (partition by stated.figure_id, parts.scenario, parts.year) = 1
),

terms as (
    select * from item_terms
    union all
    select * from row_terms
),

conventions as (
    select
        terms.*,
        unnest([1, 2]) as convention
    from terms
),

weighted as (
    select
        * exclude (signed_weight, unsigned_weight),
        case convention when 1 then signed_weight else unsigned_weight end as weight
    from conventions
),

trials as (
    select
        weighted.family,
        weighted.convention,
        weighted.stated_figure_id,
        any_value(weighted.axis) as axis,
        min(if(weighted.axis = 'rows', parts.row_number, parts.column_number)) as first_place,
        list(parts.figure_id) as figure_ids,
        count(*) as parts,
        count(distinct parts.unit) as units,
        abs(any_value(stated.value) - sum(weighted.weight * parts.value)) as gap,
        any_value(stated.half_unit) + sum(parts.half_unit) as half_width
    from weighted
    inner join figures as stated on weighted.stated_figure_id = stated.figure_id
    inner join figures as parts on weighted.figure_id = parts.figure_id
    group by weighted.family, weighted.convention, weighted.stated_figure_id
),

families as (
    select
        family,
        convention,
        count(*) filter (where gap < half_width or gap = 0) as holding
    from trials
    where parts > 1 and units < 2
    group by family, convention
    having holding > 1 and holding * 2 > count(*)
    qualify row_number() over (partition by family order by holding desc, convention asc) = 1
),

-- The sums that do not hold, with the place of the sum in its column or row.
gaps as (
    select
        trials.*,
        stated.table_id,
        case trials.axis when 'rows' then stated.column_number else stated.row_number end as position,
        case trials.axis when 'rows' then stated.row_number else stated.column_number end as place
    from trials
    inner join figures as stated on trials.stated_figure_id = stated.figure_id
    where trials.gap >= trials.half_width
),

printed_lines as (
    select
        figure_id,
        table_id,
        value,
        half_unit,
        'rows' as axis,
        column_number as position,
        row_number as place
    from figures
    union all
    select
        figure_id,
        table_id,
        value,
        half_unit,
        'columns' as axis,
        row_number as position,
        column_number as place
    from figures
),

lacking as (
    select distinct
        gaps.family,
        gaps.convention,
        gaps.stated_figure_id
    from gaps
    inner join printed_lines as lines
        on
            gaps.table_id = lines.table_id
            and gaps.axis = lines.axis
            and gaps.position = lines.position
            and lines.place between gaps.first_place and gaps.place - 1
    where
        not list_contains(gaps.figure_ids, lines.figure_id)
        and abs(gaps.gap - abs(lines.value)) < gaps.half_width + lines.half_unit
),

expected as (
    select
        {{ hashed(["'declared'", 'weighted.family', 'weighted.stated_figure_id']) }} as relation_id,
        stated.document_id,
        stated.table_id,
        weighted.kind,
        weighted.form,
        weighted.axis,
        weighted.stated_figure_id,
        weighted.figure_id,
        weighted.weight
    from weighted
    inner join families on weighted.family = families.family and weighted.convention = families.convention
    inner join trials
        on
            weighted.family = trials.family
            and weighted.convention = trials.convention
            and weighted.stated_figure_id = trials.stated_figure_id
    inner join figures as stated on weighted.stated_figure_id = stated.figure_id
    left join lacking
        on
            weighted.family = lacking.family
            and weighted.convention = lacking.convention
            and weighted.stated_figure_id = lacking.stated_figure_id
    where trials.parts > 1 and trials.units < 2 and lacking.family is null
)

select
    relation_id,
    document_id,
    table_id,
    kind,
    form,
    axis,
    stated_figure_id,
    cast(row_number() over (partition by relation_id order by weight desc, figure_id asc) as bigint) as term_number,
    'part' as role,
    cast(weight as decimal(28, 6)) as weight,
    figure_id
from expected
union all
select distinct
    relation_id,
    document_id,
    table_id,
    kind,
    form,
    axis,
    stated_figure_id,
    cast(0 as bigint) as term_number,
    'stated' as role,
    cast(1 as decimal(28, 6)) as weight,
    stated_figure_id as figure_id
from expected
