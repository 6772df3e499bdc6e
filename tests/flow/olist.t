# Real orders through a mapping: exactly the known counts.
$ chuhai init --store s --lang en
$ test -d $SHARED && chuhai intake --mapping olist $SHARED/data/olist --store s --at 2018-12-31 --by test --json 2>/dev/null | python3 -c 'import json,sys; print(json.load(sys.stdin)["parcels_written"])'
$ chuhai exceptions --by reason --store s --json
$ chuhai exceptions --reason missing --limit 2 --store s --lang en
