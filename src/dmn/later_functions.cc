#include "dmn/later_functions.h"

namespace chuhai::dmn {

namespace {

// clang-format off
constexpr std::string_view kLaterFunctions[] = {
    "string length", "substring before", "substring after", "substring", "upper case",
    "lower case", "string join", "string", "contains", "starts with", "ends with", "matches",
    "replace", "split", "list contains", "list replace", "count", "min", "max", "sum", "mean",
    "all", "any", "sublist", "append", "concatenate", "insert before", "remove", "reverse",
    "index of", "union", "distinct values", "flatten", "product", "median", "stddev", "mode",
    "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down",
    "abs", "modulo", "sqrt", "log", "exp", "odd", "even", "number", "time", "date and time",
    "duration", "years and months duration", "now", "today", "day of year", "day of week",
    "month of year", "week of year", "is", "before", "after", "meets", "met by", "overlaps",
    "overlaps before", "overlaps after", "finishes", "finished by", "includes", "during",
    "starts", "started by", "coincides", "sort", "get value", "get entries", "context",
    "context put", "context merge", "range"};
// clang-format on

}  // namespace

std::span<const std::string_view> later_functions() { return kLaterFunctions; }

}  // namespace chuhai::dmn
