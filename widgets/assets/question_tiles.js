// A tile per saved question on the start page, asked of the service once the page stands; without one nothing is there.

const questionTile = (address, { question_id: id, name, figure, more, tone }) => {
  const link = element("a", "ci-day__tile",
    element("span", "ci-day__title", name),
    element("b", "ci-day__figure ci-num", figure),
    element("span", `ci-day__more ci-small${tone ? ` is-${tone}` : " ci-muted"}`, more));
  link.href = `${address}?saved=${encodeURIComponent(id)}`;
  return element("li", "", link);
};

const questionTiles = async (root) => {
  const section = root.querySelector("[data-ci-questions]");
  const { questions = [] } = (section && await askService("api/questions")) || {};
  if (!questions.length) return;
  section.querySelector("ul").replaceChildren(...questions.map((each) => questionTile(section.dataset.ciQuestions, each)));
  const asOf = section.querySelector("[data-ci-as-of]");
  asOf.textContent = asOf.dataset.ciAsOf.replace("{moment}", questions[0].as_of);
  section.hidden = false;
};
