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

step "1/7 Generate a synthetic province (合成数据): 2023 with $parcels_2023 parcels, 2024 with $parcels_2024"
chuhai generate --seed $seed --year 2023 --parcels "$parcels_2023" --out out/2023
chuhai generate --seed $seed --year 2024 --parcels "$parcels_2024" --out out/2024

step "2/7 Registry, rates and history"
chuhai init "${store[@]}"
take() { chuhai "$@" "${store[@]}" --by demo --lang en; }
take registry import out/2023/registry/enterprises.csv out/2023/registry/links.csv \
  out/2023/registry/warehouses.csv out/2023/registry/recognitions.csv \
  out/2023/registry/zones.csv --at 2024-01-31
take rates import out/2023/rates.csv out/2024/rates.csv --at 2024-01-31
take history import out/2023/history/figures.csv out/2023/history/awards.csv --at 2024-01-31

step "3/7 Documents of 2023 and 2024, and what doesn't match, against what was planted"
take intake out/2023/messages --at 2024-02-01
take exceptions --by reason --expected out/2023/manifest.json
take intake out/2024/messages --at 2025-02-01

step "4/7 Other evidence: declarations, customs' sheets, settlement reports, statements"
take evidence import out/2023/evidence.csv --at 2024-02-15
take evidence import out/2024/evidence.csv --at 2025-02-15
take history import out/2024/history/figures.csv out/2024/history/awards.csv --at 2025-02-15
take status

step "5/7 Who is entitled to what"
take determine --year 2023 --example-scales --at 2024-03-31
take determine --year 2024 --example-scales --at 2025-03-31

step "6/7 Four determinations explained"
subject() { # outcome-of-note, from the manifest's lines "name subject measure"
  sed -n "s/^$1 //p" out/"$2"/notable.txt | head -1
}
for note in met not_met cannot_tell; do
  read -r code measure < <(subject $note 2023)
  chuhai explain "$code" "$measure" --year 2023 "${store[@]}"
  echo
done
read -r code measure < <(subject met 2024)
chuhai explain "$code" "$measure" --year 2024 "${store[@]}" --lang en

olist=${CHUHAI_SHARED:-../shared}/data/olist
if [ -d "$olist" ]; then
  step "Real orders: the Olist form through a mapping, in a store of its own"
  chuhai init --store out/olist-store
  chuhai intake --mapping olist "$olist" --store out/olist-store --at 2018-12-31 --by demo --lang en
  chuhai exceptions --by reason --store out/olist-store --lang en
fi

step "7/7 Report"
chuhai report --year 2023 --year 2024 --out out/report.html "${store[@]}" --by demo
echo
echo "Open out/report.html in a browser: what came in, what it proves, who is entitled to what, and why."
