-- Relations that do not hold: what is believed of each, and which have one cause.

with broken as (
    select
        *,
        -- Relations that claim the same of other columns or rows: a total row in its columns, a formula in its rows.
        concat_ws(
            ' ', document_id, kind, form, axis,
            case axis
                when 'rows' then table_id || ' ' || row_number when 'columns' then table_id || ' ' || column_number
            end
        ) as family
    from {{ ref('fct_reconciliation') }}
    where status in ('consistent', 'unlikely', 'inconsistent')
),

-- Totals that are the exact sum of lines which were rounded separately.
summed_figures as (
    select stated_figure_id as figure_id
    from broken
    where form = 'sum' and status = 'consistent' and difference = 0 and terms > 1
),

roundings as (
    select distinct broken.reconciliation_id
    from broken
    inner join {{ ref('reconciliation_terms') }} as terms on broken.reconciliation_id = terms.reconciliation_id
    inner join summed_figures on terms.figure_id = summed_figures.figure_id
    where
        broken.form = 'equal'
        and coalesce(broken.axis, '') != 'prose'
        and broken.status = 'inconsistent'
        and broken.half_width > 0
        and abs(broken.difference) = broken.half_width
),

table_extents as (
    select
        document_id,
        table_id,
        page_number,
        min(line_number) as first_line,
        max(line_number) as last_line,
        min(char_start) as first_char,
        max(char_end) as last_char,
        min(top) as top,
        max(bottom) as bottom
    from {{ ref('all_figures') }}
    group by document_id, table_id, page_number
),

unread_tables as (
    select distinct table_extents.table_id
    from table_extents
    inner join {{ ref('unread_numbers') }} as unread_numbers
        on
            table_extents.document_id = unread_numbers.document_id
            and table_extents.page_number is not distinct from unread_numbers.page_number
            and (
                (table_extents.top <= unread_numbers.top and table_extents.bottom >= unread_numbers.bottom)
                or (
                    unread_numbers.line_number between table_extents.first_line and table_extents.last_line
                    and (
                        table_extents.first_line != table_extents.last_line
                        or unread_numbers.char_start between table_extents.first_char and table_extents.last_char
                    )
                )
            )
),

-- A column without a header beside columns with headers is most likely a part of one of them.
half_headed_tables as (
    select table_id
    from {{ ref('all_figures') }}
    group by table_id
    having bool_or(column_label = '') and bool_or(column_label != '')
),

-- Sums whose lines are organizations, as printed in the row itself.
heads_of_boards as (
    select terms.reconciliation_id
    from {{ ref('reconciliation_terms') }} as terms
    inner join {{ ref('all_figures') }} as figures on terms.figure_id = figures.figure_id
    where terms.role = 'part'
    group by terms.reconciliation_id
    having 2 * count(*) filter (where figures.printed_scope_source in ('row', 'group_row')) > count(*)
),

-- A misread digit looks like an error of the report: in a scan only the picture shows the difference.
recognized as (
    select distinct terms.reconciliation_id
    from {{ ref('reconciliation_terms') }} as terms
    inner join {{ ref('all_figures') }} as figures on terms.figure_id = figures.figure_id
    where figures.text_source = 'ocr'
),

-- Deviations and changes that agree with their own row: their column is wrong only because others are.
dependent_figures as (
    select distinct stated_figure_id as figure_id
    from broken
    where form = 'difference' and axis = 'columns' and status = 'consistent'
),

explained as (
    select
        broken.*,
        coalesce(broken.axis = 'rows', false) and dependent_figures.figure_id is not null as is_dependent,
        roundings.reconciliation_id is not null as is_rounding,
        alternatives.alternative_id,
        -- Only the layout says which lines the total has, and the sum holds in no column: a line is missing.
        coalesce(contains(broken.basis, 'structure'), false) as is_by_structure,
        broken.status = 'inconsistent' and coalesce(broken.axis, '') != 'prose'
        and roundings.reconciliation_id is null and broken.common_figure_id is null
        and alternatives.alternative_id is null
        and not coalesce(contains(broken.basis, 'structure'), false)
            as is_unexplained
    from broken
    left join roundings on broken.reconciliation_id = roundings.reconciliation_id
    left join {{ ref('alternative_readings') }} as alternatives
        on broken.reconciliation_id = alternatives.reconciliation_id
    left join dependent_figures on broken.stated_figure_id = dependent_figures.figure_id
),

families as (
    select
        family,
        count(*) filter (where is_unexplained and not is_dependent) as family_broken,
        count(*) filter (where not is_dependent) as family_assessed
    from explained
    group by family
),

tables as (
    select
        table_id,
        count(*) filter (where is_unexplained) as table_broken,
        count(*) as table_assessed
    from explained
    group by table_id
),

counted as (
    select
        explained.*,
        families.family_broken,
        families.family_assessed,
        tables.table_broken,
        tables.table_assessed
    from explained
    inner join families on explained.family = families.family
    left join tables on explained.table_id = tables.table_id
    where explained.status in ('unlikely', 'inconsistent')
),

-- The first reason to doubt that the report itself is wrong, null where there is none. `believed` below says what each
-- reason implies.
doubted as (
    select
        counted.*,
        case
            when counted.status = 'unlikely' then 'improbable'
            when counted.is_rounding then null
            when counted.alternative_id is not null then 'other_reading'
            when recognized.reconciliation_id is not null then 'ocr'
            -- Neither one cell that explains every sum, nor a wrong sign or unit in a sum, looks like an unread number.
            when counted.common_figure_id is not null then null
            when
                unread_tables.table_id is not null
                and coalesce(counted.difference_hint, '') not in ('sign', 'factor_1000') then 'unread_number'
            when half_headed_tables.table_id is not null and counted.column_label = '' then 'unheaded'
            -- One person may serve in two boards: a total of persons may be below its sum. Where the other columns add
            -- up, that is accepted for boards only, and for few persons.
            when
                counted.is_headcount and counted.form = 'sum' and counted.difference < 0
                and counted.relative_difference < case
                    when counted.family_assessed = counted.family_broken then 0.1
                    when heads_of_boards.reconciliation_id is not null then 0.01
                    else 0
                end then 'headcount'
            when counted.family_broken > 1 and counted.family_broken * 2 > counted.family_assessed then 'row_broken'
            when
                counted.table_id is not null
                and counted.table_broken > 2 and counted.table_broken * 5 > counted.table_assessed then 'table_broken'
            -- A plan may be written in the year before its own, and mention that year.
            when counted.axis = 'prose' and counted.basis like '%+aim' then 'aim'
            -- Targets are set one by one; nothing says that they add up.
            when counted.scenario = 'target' and counted.form = 'sum' then 'target'
            -- A relation that no other column, row or pair supports may have been read with the wrong terms.
            when
                (counted.is_by_structure or counted.family_assessed = counted.family_broken)
                and counted.difference_hint in ('missing_line', 'present_line') then 'unsupported'
            when
                counted.family_assessed = counted.family_broken
                and counted.difference_hint is null and counted.relative_difference > 0.1 then 'unsupported'
        end as doubt
    from counted
    left join unread_tables on counted.table_id = unread_tables.table_id
    left join half_headed_tables on counted.table_id = half_headed_tables.table_id
    left join heads_of_boards on counted.reconciliation_id = heads_of_boards.reconciliation_id
    left join recognized on counted.reconciliation_id = recognized.reconciliation_id
),

believed as (
    select
        *,
        case
            when doubt is null then 'source_error'
            when
                doubt in ('other_reading', 'ocr', 'unread_number', 'unheaded', 'row_broken', 'table_broken')
                then 'reading_error'
            else 'unclear'
        end as believed
    from doubted
),

occurrences as (
    select
        *,
        row_number() over (
            partition by report_id, kind, {{ normalized_label('table_title') }}, row_path, column_label
            order by page_number, line_number, char_start, top, x0, row_number, column_number, reconciliation_id
        ) as occurrence
    from believed
),

named as (
    select
        occurrences.*,
        {{ stable_key([
            'occurrences.report_id', 'occurrences.kind', normalized_label('occurrences.table_title'),
            'occurrences.row_path', 'occurrences.column_label', 'occurrences.occurrence'
        ]) }} as finding_id,
        case
            when occurrences.is_rounding then 'rounding'
            -- A sentence that gives the numbers of other cells is off by a row or column with all of them.
            when occurrences.difference_hint = 'neighbour' then concat_ws('|', 'sentence', claims.quote)
            when occurrences.alternative_id is not null then concat_ws('|', 'reading', occurrences.alternative_id)
            when occurrences.is_by_structure
                then concat_ws('|', 'row', {{ normalized_label('occurrences.table_title') }}, occurrences.row_path)
            when cells.figure_id is not null
                then
                    concat_ws(
                        '|', 'cell', {{ normalized_label('cells.table_title') }}, cells.row_path, cells.column_label
                    )
        end as cause
    from occurrences
    left join {{ ref('all_figures') }} as cells on occurrences.common_figure_id = cells.figure_id
    left join {{ ref('all_claims') }} as claims on occurrences.stated_claim_id = claims.claim_id
),

-- The same gap with the same sign twice in one table is one error in two relations. Two sentences are two.
gaps as (
    select
        *,
        case
            when not is_rounding and status = 'inconsistent' and coalesce(axis, '') != 'prose'
                then concat_ws(' ', document_id, table_id, kind, difference, unit)
            else finding_id
        end as gap
    from named
)

select
    finding_id,
    reconciliation_id,
    believed,
    doubt,
    alternative_id,
    is_rounding,
    {{ stable_key([
        'report_id', 'coalesce(cause, max(cause) over (partition by gap), min(finding_id) over (partition by gap))'
    ]) }} as cause_id,
    case
        when status = 'unlikely' then 'info'
        -- Nothing is decided on the number of points in a list.
        when kind = 'count_of_items' and believed != 'reading_error' then 'info'
        when believed = 'reading_error' then 'error'
        when believed = 'unclear' then 'info'
        else 'warning'
    end as severity
from gaps
