# A wrong input gets a clear error, and nothing is lost or half written.
$ chuhai status --store nowhere --lang en  # sqlite
chuhai: nowhere: no such folder; make a store with `chuhai init`
[exit 1]
$ chuhai init --store s --at 2024-01-01 --by official --lang en
made the store s (sqlite)
$ chuhai init --store s --at 2024-01-01 --by official --lang en  # sqlite
chuhai: s/chuhai.db: chuhai.db is there already: choose another folder
[exit 1]
$ chuhai frobnicate
chuhai: there is no command 'frobnicate'; `chuhai --help` lists them
[exit 2]
$ chuhai intake missing.xml --store s
chuhai: cannot list missing.xml: No such file or directory
[exit 1]
$ printf 'id,customs_code,name_zh,name_en,roles,size_class,region,registered_capital,established,deregistered,valid_from,synthetic\n91430100MA4L8X2K9P,,甲,,seller,small,430104,,,,2020-01-01,0\n91430100MA4M76GY99,,乙,,trader,small,430104,,,,2020-01-01,0\n91430100MAE5UXKE2R,,丙,,seller,small,430104,1000000,2019-05-05,,2020-01-01,0\n' > e.csv; chuhai registry import e.csv --store s --at 2024-01-01 --by test --lang en
e.csv: enterprises taken 1, unchanged 0, refused 2
  line 2, id "91430100MA4L8X2K9P": 统一社会信用代码校验码不符，按前 17 位应为 R；请核对整个代码 / check character wrong: the first 17 characters give R; compare the whole code with the licence
  line 3, roles "trader": 没有角色“trader”；可用：seller platform logistics payment agent warehouse_operator park_operator incubator supplier service training / no role 'trader'; there are seller, platform, logistics, payment, agent, warehouse_operator, park_operator, incubator, supplier, service, training
[exit 3]
$ chuhai registry export enterprises --store s
id,customs_code,name_zh,name_en,roles,size_class,region,registered_capital,established,deregistered,valid_from,synthetic
91430100MAE5UXKE2R,,丙,,seller,small,430104,1000000.00,2019-05-05,,2020-01-01,0
$ printf 'a,b\n1,2\n' > x.csv; chuhai registry import x.csv --store s --lang en
chuhai: x.csv: the header 'a,b' is none of the registry's:
  enterprises: id,customs_code,name_zh,name_en,roles,size_class,region,registered_capital,established,deregistered,valid_from,synthetic
  links: enterprise,other,kind,paper
  warehouses: id,name_zh,name_en,owner,country,area_m2,valid_from,synthetic
  recognitions: subject_kind,subject,kind,level,from,to,paper
  zones: city,name_zh,from,to,paper
  rates: table,source,currency,month,cny,example
[exit 1]
$ chuhai facts 91430100MAE5UXKE2R --store s
chuhai: no facts about enterprise:91430100MAE5UXKE2R: is the code right, and was anything taken in for it?
[exit 1]
$ chuhai explain 91430100MAE5UXKE2R M01.1 --year 2023 --store s
chuhai: no determination of M01.1 for enterprise:91430100MAE5UXKE2R in 2023 is stored; run `chuhai determine --year 2023` first
[exit 1]
$ chuhai explain 91430100MAE5UXKE2R M01.1 --year 2023 --store s --json
{"error":"not_found","message":"no determination of M01.1 for enterprise:91430100MAE5UXKE2R in 2023 is stored; run `chuhai determine --year 2023` first"}
[exit 1]
$ chuhai determine --year 2022 --store s --at 2024-01-01 --by test
chuhai: no award of 湘政办发〔2023〕9号 can be earned for 2022: the first award year is 2023 (reading R2); earlier years count as history only
[exit 1]
$ chuhai settings set clearance.incomplete_after_days many --store s
chuhai: 'many' is not a number of days from 0 to 366
[exit 1]
$ printf '<a/>' > m.xml; chuhai intake m.xml --store s --at 2024-01-01 --by test --lang en 2>/dev/null
  files                                         1
  byte-identical repeats                        0
  messages refused                              1
  documents accepted                            0
  documents refused                             0
  documents repeated                            0
  not yet handled (change, delete, older time)  0
  parcels written                               0
  parcels still waiting                         0
  refused by format.root: 1
  why: chuhai findings --refusals
$ printf 'not xml' > n.xml; chuhai intake n.xml --store s --at 2024-01-01 --by test --json 2>/dev/null | python3 -c 'import json,sys; j=json.load(sys.stdin); print(j["messagesRefused"], j["refusedByRule"])'
1 {'format.well_formed': 1}
$ chuhai parcel 12345 --store s
chuhai: no parcel with key '12345': give an order number, a waybill number, or a list's copNo, preNo or invtNo
[exit 1]
$ chuhai intake e.csv --store s --at someday
chuhai: --at: 'someday' is not a time like 2024-03-31T09:30:00+08:00
[exit 1]
# Why something was refused, down to the field.
$ chuhai generate --seed 7 --year 2023 --parcels 60 --out p >/dev/null 2>&1; chuhai intake p/messages --store s --at 2024-02-01 --by test --lang en 2>/dev/null | tail -1; chuhai findings --refusals --store s --lang en
  why: chuhai findings --refusals
  file                                    document         rule                    code     field                                value                                 what is wrong
  m.xml                                                    format.root             0001     a                                    {}a                                   The root element is not a CEB message
  n.xml                                                    format.well_formed      0001                                                                                The XML is not well-formed: XML, line 1 column 1 (byte 0): something stands before the root element
  p/messages/000001-CEB303Message-01.xml  CEB303Message#1  schema.missing          0002     Order/OrderHead/goodsValue                                                 Value of the goods, FOB (goodsValue): A mandatory element is missing
  p/messages/000014-CEB303Message-02.xml  CEB303Message#1  text.required           100      Order/OrderHead/ebpName                                                    Name of the platform (ebpName): Must not be empty
  p/messages/000027-CEB303Message-03.xml  CEB303Message#1  code.currency           100      Order/OrderHead/currency             998                                   Currency (currency): Not in the table of currencies
  p/messages/000027-CEB303Message-03.xml  CEB303Message#1  code.currency           100      Order/OrderList[1]/currency          998                                   Currency (currency): Not in the table of currencies
  p/messages/000027-CEB303Message-03.xml  CEB303Message#1  code.currency           100      Order/OrderList[2]/currency          998                                   Currency (currency): Not in the table of currencies
  p/messages/000027-CEB303Message-03.xml  CEB303Message#3  code.unit               100      Order/OrderList[1]/unit              998                                   Unit of the quantity (unit): Not in the table of units
  p/messages/000046-CEB603Message-04.xml  CEB603Message#1  code.country            100      Inventory/InventoryHead/country      998                                   Country or region of destination (country): Not in the table of countries and regions
  p/messages/000046-CEB603Message-04.xml  CEB603Message#4  code.customs            100      Inventory/InventoryHead/customsCode  9999                                  Customs office of declaration (customsCode): Not in the table of customs districts
  p/messages/000046-CEB603Message-04.xml  CEB603Message#4  code.customs            100      Inventory/InventoryHead/portCode     9999                                  Customs office of exit (portCode): Not in the table of customs districts
  p/messages/000125-CEB303Message-10.xml  CEB303Message#2  not_yet_handled.change  100                                           91430902MALP17FDX7/SYN-2023-00000045  changes are not yet handled; archived
  p/messages/000139-CEB303Message-11.xml  CEB303Message#1  not_yet_handled.older   -301014                                       91430104MATX077BX8/SYN-2023-00000047  appTime is older than the document on file: not yet handled; archived
$ cp n.xml $'name\xff.xml' && printf 'again not xml' > $'name\xff.xml' && chuhai intake $'name\xff.xml' --store s --at 2024-02-02 --by test --json 2>/dev/null | python3 -c 'import json,sys; print(json.load(sys.stdin)["messagesRefused"])'; chuhai findings --rule format.well_formed --store s --lang en
1
  file         document  rule                code  field  value  what is wrong
  n.xml                  format.well_formed  0001                The XML is not well-formed: XML, line 1 column 1 (byte 0): something stands before the root element
  name%FF.xml            format.well_formed  0001                The XML is not well-formed: XML, line 1 column 1 (byte 0): something stands before the root element
# Of a folder, only what ends as messages do; a report of a year that nobody determined is refused.
$ mkdir in && cp n.xml in && touch in/README.md in/notes.txt && chuhai intake in --store s --at 2024-02-03 --by test --lang en 2>&1 >/dev/null | grep -v /s
  files skipped 2: in/README.md, in/notes.txt
$ mkdir none && touch none/README.md && chuhai intake none --store s --lang en
chuhai: none: no file whose name ends with .xml; name other files one by one
[exit 1]
$ chuhai report --year 2023 --out r.html --store s
chuhai: nothing is determined for 2023; run `chuhai determine --year 2023` first
[exit 1]
$ chuhai generate --seed -1 --out x
--seed: '-1' is not a whole number from 0
Run with --help for more information.
[exit 2]
$ chuhai exceptions --by reason --expected e.csv --store s
chuhai: e.csv: JSON, line 1 column 1: The JSON document has an improper structure: missing or superfluous commas, braces, missing keys, etc.
[exit 1]
# A sheet that the mapping isn't about is named, and nothing of it is kept.
$ mkdir sheets && cp e.csv sheets && printf 'order_no,order_time,platform,goods_value,freight,currency,pay_no,paid_amount,shipped_at,carrier,waybill_no\nA1,2024-01-02T10:00:00,P,10,0,USD,1,10,2024-01-03T10:00:00,C,W1\n' > sheets/o.csv; sed 's/"\*.csv"/"o*.csv"/; s/EXAMPLE-SELLER/91430100MAE5UXKE2R/' $SOURCE/mappings/template.yaml > m.yaml; chuhai intake --mapping ./m.yaml sheets --store s --at 2024-02-04 --by test --lang en 2>&1 >/dev/null | grep -v /s; chuhai status --store s --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["inputs"]["trade"])'
  files skipped 1: sheets/e.csv
1
# The template's placeholder is no seller. The same orders through another mapping aren't counted twice, and say so.
$ chuhai intake --mapping template sheets/o.csv --store s --at 2024-02-05 --by test
chuhai: mapping 'template' still has EXAMPLE-SELLER as the seller: copy it, put the firm's credit code or customs code there, and use the copy
[exit 1]
$ sed 's/^name: .*/name: other/' m.yaml > other.yaml; chuhai intake --mapping other.yaml sheets/o.csv --store s --at 2024-02-05 --by test --lang en 2>/dev/null | grep -v " 0$"
  files                                         1
  byte-identical repeats                        1
  first verdict on repeats: documents refused  3
  why: chuhai findings --refusals
$ printf '\n' >> sheets/o.csv; chuhai intake --mapping $PWD/m.yaml sheets/o.csv --store s --at 2024-02-05 --by test --lang en 2>/dev/null | grep -v " 0$"
  files                                         1
  documents repeated                            3
