#include "cli/app.h"

int main(int argc, char** argv) { return chuhai::cli::run(argc, argv); }
