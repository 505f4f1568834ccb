-- The list of authorised contacts at each instant is read with the contract.
create index contract_contact_list on contract_contact (contract_id, id);
