# A store that version 0.1.0 left: opened, read, and determined again to the same result. # sqlite
$ mkdir s && gunzip -c $SOURCE/tests/fixtures/store-0.1.0/chuhai.db.gz > s/chuhai.db && chuhai status --store s --lang en
  inputs: awards                          1
  inputs: clearance.deadline              1
  inputs: evidence                        1
  inputs: history                         1
  inputs: message                       154
  inputs: pack                            1
  inputs: rates                           1
  inputs: registry.enterprises            1
  inputs: registry.links                  1
  inputs: registry.recognitions           1
  inputs: registry.warehouses             1
  inputs: registry.zones                  1
  of them repeats                         1
  enterprises                            72
  overseas warehouses                     8
  parcels (orders)                      520
  of them complete                      510
  facts, by mode and destination too  1,369
  fact           basis                         subjects  facts  documents  unknown  claims
  import-export  customs declarations                19    247        880        0       0
  import-export  customs lists                       30     30         51        1       0
  import-export  customs' firm-by-month sheet         4     52         96        0       0
  CBEC turnover  platform settlement                  2      2          2        0       0
  CBEC turnover  enterprise statement                63    460        460        0       7
  CBEC turnover  zone platform orders                50     50        515        1       0
$ chuhai exceptions --by reason --store s --json
{"orders":520,"complete":510,"missing":{"carrier":1,"carrier_list":3,"goods":5,"payment":1},"amounts":{"equal":51,"over":1,"within_0.01":1,"within_0.05":1},"refused":{"code.country":1,"code.currency":1,"code.customs":1,"code.unit":1,"not_yet_handled.change":1,"not_yet_handled.older":1,"schema.missing":1,"text.required":1},"other":{"goods_value_differs":1,"waybill_without_list":3}}
$ chuhai evidence turnover/enterprise:91430302MAWJYW46KG/2023/zone_platform --limit 2 --store s --lang en
turnover/enterprise:91430302MAWJYW46KG/2023/zone_platform  ≥ 100,000,000 CNY  20 documents
  kind   number              time                          amount
  order  SYN-2023-B-001-001  2023-01-03T20:01:32+08:00  4,915,000  CNY
  order  SYN-2023-B-001-002  2023-01-22T22:30:08+08:00  4,625,000  CNY
  shown 2 / 20 (--limit)
  month        amount       rate         CNY
  2023-01   9,540,000  CNY     1   9,540,000
  2023-02   5,060,000  CNY     1   5,060,000
  2023-03  10,190,000  CNY     1  10,190,000
  2023-04   9,760,000  CNY     1   9,760,000
  2023-05   4,820,000  CNY     1   4,820,000
  2023-06  10,190,000  CNY     1  10,190,000
  2023-07   4,950,000  CNY     1   4,950,000
  2023-08  10,095,000  CNY     1  10,095,000
  2023-09   9,175,000  CNY     1   9,175,000
  2023-10  10,150,000  CNY     1  10,150,000
  2023-11   4,595,000  CNY     1   4,595,000
  2023-12  11,475,000  CNY     1  11,475,000
$ chuhai explain 91431002MADB5Q31EM M01.1 --year 2023 --store s --lang en > before.txt; chuhai determine --year 2023 --store s --at 2024-03-31 --by official --lang en > again.txt; chuhai explain 91431002MADB5Q31EM M01.1 --year 2023 --store s --lang en > after.txt; diff <(head -5 before.txt | grep -v law) <(head -5 after.txt | grep -v law) && head -4 again.txt
  measure                                                            ● met  ◐ cannot tell  ○ not met
  M01.1    yearly turnover reaches 100 million for the first time        4             19         40
  M01.2    yearly turnover reaches 1 billion for the first time          2             23         38
  M07.1    yearly support of a provincial public overseas warehouse      5              0          3
