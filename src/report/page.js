const root = document.documentElement;
function show(language) {
  root.lang = language;
  document.getElementById("language").textContent = language === "en" ? "中文" : "English";
}
document.getElementById("language").addEventListener("click", () => {
  show(root.lang === "en" ? "zh-CN" : "en");
});
if (location.hash === "#en") show("en");
for (const filter of document.querySelectorAll("input.filter")) {
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const row of filter.closest("section").querySelectorAll("details")) {
      row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    }
  });
}
