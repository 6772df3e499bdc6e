# A wrong input gets a clear error, and nothing is lost or half written.
$ chuhai status --store nowhere --lang en
$ chuhai init --store s --lang en
$ chuhai init --store s --lang en
$ chuhai frobnicate
$ chuhai intake missing.xml --store s
$ printf 'id,customs_code,name_zh,name_en,roles,size_class,region,registered_capital,established,deregistered,valid_from,synthetic\n91430100MA4L8X2K9P,,甲,,seller,small,430104,,,,2020-01-01,0\n91430100MA4M76GY99,,乙,,trader,small,430104,,,,2020-01-01,0\n91430100MAE5UXKE2R,,丙,,seller,small,430104,1000000,2019-05-05,,2020-01-01,0\n' > e.csv; chuhai registry import e.csv --store s --at 2024-01-01 --by test --lang en
$ chuhai registry export enterprises --store s
$ printf 'a,b\n1,2\n' > x.csv; chuhai registry import x.csv --store s --lang en
$ chuhai facts 91430100MAE5UXKE2R --store s
$ chuhai explain 91430100MAE5UXKE2R M01.1 --year 2023 --store s
$ chuhai explain 91430100MAE5UXKE2R M01.1 --year 2023 --store s --json
$ chuhai determine --year 2022 --store s --at 2024-01-01 --by test
$ chuhai settings set clearance.incomplete_after_days many --store s
$ printf '<a/>' > m.xml; chuhai intake m.xml --store s --at 2024-01-01 --by test --lang en
$ printf 'not xml' > n.xml; chuhai intake n.xml --store s --at 2024-01-01 --by test --json 2>/dev/null | python3 -c 'import json,sys; j=json.load(sys.stdin); print(j["messages_refused"], j["refused_by_rule"])'
$ chuhai parcel 12345 --store s
$ chuhai intake e.csv --store s --at someday
