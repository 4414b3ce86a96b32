// The start page of all apps, which stands without a kernel: its theme button, its user menu, and the counts of the day.

for (const part of document.querySelectorAll("[data-ci-theme]")) part.addEventListener("click", switchTheme);
const userButton = document.querySelector(".ci-user");
if (userButton) menuButton(userButton, userButton.nextElementSibling);
dayCounts(document);
// Whoever comes back has done something meanwhile.
addEventListener("pageshow", (event) => event.persisted && location.reload());
