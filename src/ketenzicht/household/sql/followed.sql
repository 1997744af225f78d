-- One round: what a group goes on from is what that one goes on from. Repeated until nothing changes.
create or replace table followed as
select chain.composition, earlier.root
from chain
join chain as earlier on earlier.composition = chain.root;
