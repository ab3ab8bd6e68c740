"""How far a place may be off, metres, and why we think so: measured in data/postcodes/README.md."""

#: By the positional quality of Code-Point Open: 95 % of Kent's libraries stand within 156 m of the point of
#: their postcode, and a postcode estimated from its neighbours is off by their distance as well.
BY_QUALITY_M = {10: 160, 20: 160, 30: 210, 40: 330, 50: 330, 60: 1_500}

#: Where no quality is stated, as for postcodes no longer in use.
UNSTATED_M = 330

#: The positional quality of a postcode without coordinates.
NO_POSITION = 90

#: No postcode is placed more surely than this.
LEAST_M = min(BY_QUALITY_M.values())

#: A point this near to an area, but in none, is on its shore: boundaries are clipped to the coast.
SHORE_M = 500
