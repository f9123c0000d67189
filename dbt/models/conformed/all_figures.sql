with

figures as (
    select
        *,
        {{ normalized_label('row_label') }} as label_key,
        {{ normalized_label('scope_as_printed') }} as scope_key
    from {{ source('staging', 'figures') }}
),

reports as (
    select * from {{ ref('reports') }}
),

shapes as (
    select * from {{ ref('table_shapes') }}
),

line_items as (
    select label_key from {{ ref('line_item_labels') }}
),

names as (
    select * from {{ ref('organization_names') }}
),

units as (
    select * from {{ ref('units') }}
),

table_scopes as (
    select * from {{ ref('table_scopes') }}
),

total_words as (
    select prefix from {{ ref('label_prefixes') }}
    where kind = 'total'
),

total_pattern as (
    select '^(' || string_agg(prefix, '|' order by length(prefix) desc, prefix) || ')\s+' as pattern
    from total_words
),

-- 'Summa Socialnämnden' is a row of Socialnämnden, 'Summa' is a row of the whole table.
labelled as (
    select
        figures.*,
        regexp_replace(figures.label_key, total_pattern.pattern, '') as plain_key,
        figures.label_key in (select total_words.prefix from total_words)
        or regexp_matches(figures.label_key, total_pattern.pattern) as has_total_word
    from figures
    cross join total_pattern
),

-- Which words name the organization: the printed scope, or the row's own label in a table of organizations. A row
-- below the row of an organization has that one's scope, and is a part of it.
scoped as (
    select
        labelled.*,
        shapes.shape,
        coalesce(shapes.has_total, false) as table_has_total,
        coalesce(shapes.is_municipal, false) as table_is_municipal,
        line_items.label_key is not null as is_line_item,
        case
            when row_names.method = 'part' and labelled.scope_key = '' then 'row'
            when
                labelled.domain = 'finance' and shapes.shape = 'organizations' and line_items.label_key is null
                and (labelled.scope_key = '' or labelled.scope_source = 'row')
                and (row_names.kind is not null or not labelled.has_total_word) then 'row'
            when labelled.scope_key != '' then labelled.scope_source
            when table_scopes.table_id is not null then table_scopes.source
            when
                labelled.domain = 'personnel' and row_names.kind is not null
                and row_names.name_key != '' then 'row'
            else 'report'
        end as scope_from,
        table_scopes.name_key as table_scope_key,
        table_scopes.name_as_printed as table_scope_as_printed,
        coalesce(
            case
                when labelled.scope_key != labelled.label_key and labelled.scope_source = 'row' then labelled.scope_key
            end,
            {{ normalized_label("list_extract(string_split(labelled.row_path, ' > '), -2)") }}
        ) as outer_key
    from labelled
    left join shapes on labelled.document_id = shapes.document_id and labelled.table_id = shapes.table_id
    left join line_items on labelled.label_key = line_items.label_key
    left join names as row_names on labelled.plain_key = row_names.name_key
    left join table_scopes
        on labelled.document_id = table_scopes.document_id and labelled.table_id = table_scopes.table_id
),

own_labels as (
    select
        *,
        scope_from = 'row' and (scope_key = '' or (shape = 'organizations' and not is_line_item)) as is_own_label
    from scoped
),

sourced as (
    select
        *,
        case
            when scope_from = 'report' then null
            when is_own_label then plain_key
            when scope_key != '' then scope_key
            else table_scope_key
        end as name_key,
        case
            when scope_from = 'report' then null
            when is_own_label then row_label
            when scope_key != '' then scope_as_printed
            else table_scope_as_printed
        end as name_as_printed
    from own_labels
),

-- Employees belong to the administration of a board, so its personnel figures do as well.
entitled as (
    select
        sourced.*,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        reports.municipality_code,
        reports.year as report_year,
        case
            when sourced.table_is_municipal and reports.municipality is not null then reports.municipality
            when sourced.domain = 'personnel' and reports.organization_kind = 'board'
                then coalesce(reports.administration, reports.organization_name)
            else reports.organization_name
        end as report_organization_name,
        case
            when sourced.table_is_municipal and reports.municipality is not null then 'municipality'
            when
                sourced.domain = 'personnel' and reports.organization_kind = 'board'
                and reports.administration is not null then 'administration'
            else reports.organization_kind
        end as report_organization_kind,
        case
            when names.kind = 'municipality' then coalesce(reports.municipality, names.organization_name)
            else coalesce(names.organization_name, sourced.name_key)
        end as scope_organization_name,
        coalesce(names.kind, 'unit') as scope_organization_kind,
        case when outer_names.kind in ('board', 'administration') then outer_names.organization_name end as outer_name,
        outer_names.kind as outer_kind
    from sourced
    inner join reports on sourced.document_id = reports.document_id
    left join names on sourced.name_key = names.name_key
    left join names as outer_names on sourced.outer_key = outer_names.name_key
),

-- A row that names the table's own organization beside a total is a part of it: the board's own activity.
organized as (
    select
        *,
        case when name_key is null then report_organization_name else scope_organization_name end as organization_name,
        case
            when name_key is null then report_organization_kind
            when
                scope_from = 'row' and table_has_total
                and lower(scope_organization_name) = lower(report_organization_name) then 'unit'
            else scope_organization_kind
        end as organization_kind,
        case
            when name_key is null or scope_from = 'row' then report_organization_name else scope_organization_name
        end as entity_name,
        case
            when name_key is null or scope_from = 'row' then report_organization_kind else scope_organization_kind
        end as entity_kind
    from entitled
),

-- A unit is known by its name within its owner: every board has an administration of its own.
keyed as (
    select
        *,
        case
            when organization_kind != 'unit' then null
            when scope_from = 'row' and outer_name is not null then outer_name
            when scope_from = 'row' then entity_name
            else report_organization_name
        end as owner_name,
        case
            when organization_kind != 'unit' then null
            when scope_from = 'row' and outer_name is not null then outer_kind
            when scope_from = 'row' then entity_kind
            else report_organization_kind
        end as owner_kind
    from organized
),

final as (
    select
        keyed.figure_id,
        keyed.document_id,
        keyed.report_id,
        keyed.file_name,
        keyed.is_current,
        keyed.municipality_code,
        keyed.domain,
        keyed.table_title,
        keyed.section,
        keyed.row_label,
        keyed.row_path,
        keyed.column_label,
        keyed.label_key,
        keyed.is_line_item,
        keyed.shape as table_shape,
        keyed.identifier,
        keyed.measure,
        keyed.scenario,
        keyed.of_scenario,
        keyed.against_scenario,
        keyed.budget_version,
        cast(coalesce(keyed.year, keyed.report_year) as integer) as year,
        case
            when keyed.year is not null then keyed.year_source
            when keyed.report_year is not null then 'report'
        end as year_source,
        try_cast(keyed.period_start as date) as period_start,
        try_cast(keyed.period_end as date) as period_end,
        keyed.period_type,
        keyed.period_as_printed,
        cast(keyed.value as decimal(28, 6)) as value,
        keyed.unit,
        units.kind as unit_kind,
        cast(
            cast(keyed.value as decimal(27, 6)) * cast(units.sek_factor as decimal(10, 0)) as decimal(28, 2)
        ) as value_sek,
        cast(keyed.half_unit as decimal(28, 6)) as half_unit,
        cast(keyed.decimals as integer) as decimals,
        keyed.value_as_printed,
        keyed.is_missing,
        keyed.is_preliminary,
        keyed.target_operator,
        keyed.footnote,
        keyed.aggregation_role,
        case
            when keyed.organization_kind = 'unit' and keyed.name_key is not null
                then upper(trim(keyed.name_as_printed)[1]) || trim(keyed.name_as_printed)[2:]
            else keyed.organization_name
        end as organization_name,
        keyed.organization_kind,
        case
            when keyed.organization_name is not null then {{ organization_key(
                'keyed.municipality_code', 'keyed.document_id',
                "concat_ws(' > ', keyed.owner_name, keyed.organization_name)", 'keyed.organization_kind'
            ) }}
        end as organization_id,
        case
            when keyed.owner_name is not null then {{ organization_key(
                'keyed.municipality_code', 'keyed.document_id', 'keyed.owner_name', 'keyed.owner_kind'
            ) }}
        end as owner_id,
        case
            when keyed.name_key is not null and keyed.scope_from != 'row' and keyed.entity_kind = 'unit'
                then {{ organization_key(
                    'keyed.municipality_code', 'keyed.document_id',
                    "concat_ws(' > ', keyed.owner_name, keyed.entity_name)", 'keyed.entity_kind'
                ) }}
            when keyed.entity_name is not null then {{ organization_key(
                'keyed.municipality_code', 'keyed.document_id', 'keyed.entity_name', 'keyed.entity_kind'
            ) }}
        end as entity_id,
        keyed.scope_as_printed,
        keyed.scope_from as scope_source,
        keyed.repair,
        keyed.text_source,
        keyed.page_number,
        keyed.page_label,
        keyed.line_number,
        keyed.char_start,
        keyed.char_end,
        keyed.x0,
        keyed.top,
        keyed.x1,
        keyed.bottom,
        keyed.table_id,
        keyed.table_number,
        keyed.row_number,
        keyed.column_number
    from keyed
    left join units on lower(keyed.unit) = lower(units.unit)
)

select * from final
