{{ config(alias='dim_report') }}

select {{ contract_columns() }}
from {{ ref('reports') }}
