// parcel: one key to everything known of it, down to the messages.
#include "clearance/clearance.h"
#include "cli/app.h"
#include "cli/commands.h"

namespace chuhai::cli {
namespace {

using clearance::Parcel;
using documents::Document;

std::string kind_name(documents::DocumentKind kind, documents::Form form) {
  if (form == documents::Form::kTradeRecord) {
    switch (kind) {
      case documents::DocumentKind::kOrder:
        return "trade record, goods";
      case documents::DocumentKind::kReceipt:
        return "trade record, money";
      default:
        return "trade record, shipment";
    }
  }
  switch (kind) {
    case documents::DocumentKind::kOrder:
      return "CEB303";
    case documents::DocumentKind::kReceipt:
      return "CEB403";
    case documents::DocumentKind::kWaybill:
      return "CEB505";
    case documents::DocumentKind::kList:
      return "CEB603";
    case documents::DocumentKind::kReturn:
      return "receipt";
  }
  return "";
}

std::string number_of(const Document& document) {
  switch (document.kind) {
    case documents::DocumentKind::kOrder:
      return document.order_no;
    case documents::DocumentKind::kReceipt:
      return document.pay_no;
    case documents::DocumentKind::kWaybill:
      return document.logistics_no;
    case documents::DocumentKind::kList:
      return document.cop_no;
    case documents::DocumentKind::kReturn:
      return document.return_status;
  }
  return "";
}

std::string amount_of(const Document& document) {
  const Amount5 amount = document.kind == documents::DocumentKind::kOrder     ? document.goods_value
                         : document.kind == documents::DocumentKind::kWaybill ? document.freight
                                                                              : document.amount;
  return amount.to_string() + " " + document.currency;
}

std::vector<const Document*> documents_of(const Parcel& parcel) {
  std::vector<const Document*> all;
  if (parcel.order) all.push_back(&*parcel.order);
  for (const Document& receipt : parcel.receipts) all.push_back(&receipt);
  if (parcel.waybill) all.push_back(&*parcel.waybill);
  if (parcel.list) all.push_back(&*parcel.list);
  return all;
}

// Where the document lies: the journal entry's file and the document's number in it.
Result<journal::Entry> entry_of(store::Store& store, const documents::Locator& locator) {
  return journal::read_entry(store, locator.entry);
}

std::string entry_text(const journal::Entry& entry, int ordinal) {
  return fmt::format("{} #{} (journal {}:{}, {} {}, sha-256 {})", entry.source_name, ordinal + 1,
                     entry.key.lane, entry.key.position, entry.act.at.to_string(), entry.act.by,
                     entry.digest.hex().substr(0, 16));
}

Json document_json(const Document& document, const journal::Entry& entry) {
  Json json = Json::object();
  json.set("kind", kind_name(document.kind, document.form))
      .set("number", number_of(document))
      .set("time", document.app_time.to_string())
      .set("amount", amount_of(document))
      .set("source", entry.source_name)
      .set("ordinal", document.locator.ordinal)
      .set("lane", entry.key.lane)
      .set("position", entry.key.position)
      .set("recordedAt", entry.act.at.to_string())
      .set("recordedBy", entry.act.by)
      .set("sha256", entry.digest.hex());
  return json;
}

Result<Json> parcel_json(store::Store& store, const Parcel& parcel) {
  Json documents = Json::array();
  for (const Document* document : documents_of(parcel)) {
    CHUHAI_ASSIGN_OR_RETURN(const journal::Entry entry, entry_of(store, document->locator));
    documents.push(document_json(*document, entry));
  }
  Json transitions = Json::array();
  for (const Parcel::Transition& transition : parcel.transitions) {
    Json json = Json::object();
    json.set("about", kind_name(transition.about, parcel.form))
        .set("status", transition.status)
        .set("time", transition.at.to_string())
        .set("info", transition.info);
    transitions.push(std::move(json));
  }
  Json json = Json::object();
  json.set("ebcCode", parcel.ebc_code)
      .set("orderNo", parcel.order_no)
      .set("lane", parcel.lane)
      .set("id", parcel.id.value())
      .set("version", parcel.version)
      .set("complete", parcel.complete())
      .set("missing", clearance::parts_key(parcel.missing()))
      .set("amounts", clearance::amount_class_name(parcel.amount_class()))
      .set("customs", parcel.customs().status)
      .set("documents", std::move(documents))
      .set("receipts", std::move(transitions));
  return json;
}

Status print_parcel(const Context& context, store::Store& store, const Parcel& parcel) {
  print(fmt::format("{} {}/{}  {} {}\n", context.text("包裹", "parcel"), parcel.ebc_code,
                    parcel.order_no, context.text("版本", "version"), parcel.version));
  print(fmt::format("  {}\n", parcel.complete()
                                  ? std::string(context.text("单证齐全", "complete"))
                                  : fmt::format("{} {}", context.text("缺", "missing"),
                                                clearance::parts_key(parcel.missing()))));
  Table table({{""}, {""}, {""}, {"", Table::Align::kRight}, {""}});
  for (const Document* document : documents_of(parcel)) {
    CHUHAI_ASSIGN_OR_RETURN(const journal::Entry entry, entry_of(store, document->locator));
    table.add({kind_name(document->kind, document->form), number_of(*document),
               document->app_time.to_string(), amount_of(*document),
               entry_text(entry, document->locator.ordinal)});
  }
  print(table.to_string());
  Table receipts({{""}, {"", Table::Align::kRight}, {""}, {""}});
  for (const Parcel::Transition& transition : parcel.transitions)
    receipts.add({kind_name(transition.about, parcel.form), transition.status,
                  transition.at.to_string(), transition.info});
  print(receipts.to_string());
  return {};
}

Result<int> show_parcel(const Context& context, const std::string& key) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const auto parcels, clearance::find_parcels(*store, key));
  if (parcels.empty())
    return Error(
        ErrorCode::kNotFound,
        fmt::format("no parcel with key '{}': give an order number, a waybill number, or a "
                    "list's copNo, preNo or invtNo",
                    key));
  Json list = Json::array();
  for (const Parcel& parcel : parcels) {
    if (context.json()) {
      CHUHAI_ASSIGN_OR_RETURN(Json json, parcel_json(*store, parcel));
      list.push(std::move(json));
    } else {
      CHUHAI_RETURN_IF_ERROR(print_parcel(context, *store, parcel));
    }
  }
  if (context.json()) print_json(list);
  return kDone;
}

}  // namespace

void add_parcel_command(CLI::App& app, Action& chosen) {
  const auto key = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("parcel", "a parcel by any of its keys");
  command->add_option("KEY", *key, "order, waybill or list number; ebcCode/orderNo is exact")
      ->required();
  command->footer("example: chuhai parcel 91430100MA4M76GY99/SO20230001");
  command->callback([&chosen, key] {
    chosen = [key](const Context& context) { return show_parcel(context, *key); };
  });
}

}  // namespace chuhai::cli
