# The first loop: a small synthetic year from documents to entitlements that explain themselves.
$ chuhai init --store s --lang en
$ chuhai generate --seed 7 --year 2023 --parcels 200 --out province 2>/dev/null
$ cd province && chuhai registry import registry/{enterprises,links,warehouses,recognitions,zones}.csv --store ../s --at 2024-01-31 --by official --lang en
$ chuhai rates import province/rates.csv --store s --at 2024-01-31 --by official --lang en
$ chuhai history import province/history/figures.csv province/history/awards.csv --store s --at 2024-01-31 --by official --lang en
$ chuhai intake province/messages --store s --at 2024-02-01 --by official --lang en 2>/dev/null
$ chuhai exceptions --by reason --expected province/manifest.json --store s --lang en
$ chuhai evidence import province/evidence.csv --store s --at 2024-02-15 --by official --lang en
$ chuhai determine --year 2023 --store s --at 2024-03-31 --by official --lang en
# What the notes of the generator say should come out does come out, subject by subject.
$ chuhai determine --year 2023 --store s --at 2024-03-31 --by official --json > all.json; python3 -c 'import json,sys; d={(x["subject"].split(":")[-1] if isinstance(x["subject"],str) else x["subject"]["id"],x["measure"]):x["outcome"] for x in json.load(open("all.json"))}; n=[l.split() for l in open("province/notable.txt")]; print(len(n), "notes;", "wrong:", [l for l in n if d.get((l[1],l[2]))!=l[0]])'
# Met, in Chinese; without a published scale the amount isn't determinable.
$ chuhai explain $(sed -n 's/^met //p' province/notable.txt | head -1) --year 2023 --store s
# Cannot tell, in English.
$ chuhai explain $(sed -n 's/^cannot_tell //p' province/notable.txt | head -1) --year 2023 --store s --lang en
# The same files again change nothing.
$ chuhai intake province/messages --store s --at 2024-02-01 --by official --lang en 2>/dev/null
$ chuhai exceptions --by reason --expected province/manifest.json --store s --lang en > again.txt; echo $?
