# Real orders through a mapping: exactly the known counts.
$ chuhai init --store s --at 2018-01-01 --by official --lang en
made the store s (sqlite)
$ test -d $SHARED && chuhai intake --mapping olist $SHARED/data/olist --store s --at 2018-12-31 --by test --json 2>/dev/null | python3 -c 'import json,sys; print(json.load(sys.stdin)["parcelsWritten"])'
14618
$ chuhai exceptions --by reason --store s --json
{"orders":14618,"complete":13732,"missing":{"carrier":505,"goods_carrier":381},"amounts":{"equal":14161,"over":39,"within_0.01":32,"within_0.05":5},"refused":{}}
$ chuhai exceptions --reason missing --limit 2 --store s --lang en
  reason                 order                                   one side               other side
  missing goods_carrier  OLIST/d17cbd88da86748917f52864d1be98d0  present payment        expected payment_goods_carrier
  missing carrier        OLIST/bb0bb419d930e4bc8c823fc4379347fb  present payment_goods  expected payment_goods_carrier
  shown 2 / 886 (--limit)
