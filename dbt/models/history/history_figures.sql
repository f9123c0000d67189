{{ config(alias='figures') }}

select {{ contract_columns() }}
from {{ ref('all_figures') }}
