#!/usr/bin/env bash
# Chuhai's main job on a synthetic province, on the embedded store: two years of documents and
# evidence in, determinations and a report out. Everything is written below out/.
set -euo pipefail
cd "$(dirname "$0")/.."

parcels_2023=${1:-100000}
parcels_2024=${2:-2000}
seed=20230303
chuhai() { command build/chuhai "$@"; }
step() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

rm -rf out
mkdir out
store=(--store out/store)

subject() { # first line of a note in a year's notable.txt: "note code measure"
  sed -n "s/^$1 //p" "out/$2/notable.txt" | head -1
}
take() { chuhai "$@" "${store[@]}" --by demo --lang en; }

step "1/6 A synthetic province (合成数据): 2023 with $parcels_2023 parcels, 2024 with $parcels_2024"
chuhai generate --seed $seed --year 2023 --parcels "$parcels_2023" --out out/2023 --lang en
chuhai generate --seed $seed --year 2024 --parcels "$parcels_2024" --out out/2024 --lang en

step "2/6 Registry, rates, history up to 2022"
take init --at 2024-01-01
take registry import out/2023/registry/{enterprises,links,warehouses,recognitions,zones}.csv \
  --at 2024-01-31
take rates import out/2023/rates.csv --at 2024-01-31
take history import out/2023/history/figures.csv out/2023/history/awards.csv --at 2024-01-31

step "3/6 The year 2023: documents, what doesn't match (against what was planted), other evidence"
take intake out/2023/messages --at 2024-02-01
chuhai exceptions --by reason --expected out/2023/manifest.json "${store[@]}" --lang en
chuhai findings --refusals --limit 5 "${store[@]}" --lang en
take evidence import out/2023/evidence.csv --at 2024-02-15
take determine --year 2023 --example-scales --at 2024-03-31
for note in met not_met cannot_tell; do
  read -r code measure < <(subject $note 2023)
  echo
  chuhai explain "$code" "$measure" --year 2023 "${store[@]}"
done

step "4/6 The year 2024: legal state taken at 31 March 2025"
take rates import out/2024/rates.csv --at 2025-01-31
take history import out/2024/history/figures.csv out/2024/history/awards.csv --at 2025-01-31
take intake out/2024/messages --at 2025-02-01
chuhai exceptions --by reason --expected out/2023/manifest.json --expected out/2024/manifest.json \
  "${store[@]}" --lang en
take evidence import out/2024/evidence.csv --at 2025-02-15
take determine --year 2024 --example-scales --at 2025-03-31
read -r code measure < <(subject met 2024)
echo
chuhai explain "$code" "$measure" --year 2024 "${store[@]}" --lang en
echo
take status

olist=${CHUHAI_SHARED:-../shared}/data/olist
if [ -d "$olist" ]; then
  step "5/6 Real orders: the Olist form through a mapping, in a store of its own"
  chuhai init --store out/olist-store --at 2018-12-31 --by demo --lang en
  chuhai intake --mapping olist "$olist" --store out/olist-store --at 2018-12-31 --by demo --lang en
  chuhai exceptions --by reason --store out/olist-store --lang en
else
  step "5/6 Real orders: skipped, the Olist files aren't beside the checkout"
fi

step "6/6 Report"
chuhai report --year 2023 --year 2024 --out out/report.html "${store[@]}" --by demo --lang en
echo
echo "Open out/report.html in a browser: what came in, what it proves, who is entitled to what, and why."
