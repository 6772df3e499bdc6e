// manifest.json and notable.txt: what a generated year holds, and what must come out of it.
#pragma once

#include <string>

#include "base/json.h"
#include "synthetic/province.h"
#include "synthetic/year.h"

namespace chuhai::synthetic {

Json make_manifest(const Province& province, const GenerateOptions& options,
                   const YearOutput& output);
// "met 91… M01.1", one line a subject and measure, the most telling example of an outcome first.
std::string make_notable(const Province& province, int year);

}  // namespace chuhai::synthetic
