import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { loadMe, may, session } from "./base/api";
import { t, type Key } from "./i18n";

declare module "vue-router" {
  interface RouteMeta {
    title?: Key;
    permission?: string;
    /** The page above, for the breadcrumb. */
    above?: string;
    open?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: "/login", name: "login", component: () => import("./pages/login.vue"), meta: { open: true, title: "login.title" } },
  { path: "/", name: "home", component: () => import("./pages/nowhere.vue") }, // the guard leads on
  { path: "/overview", name: "overview", component: () => import("./pages/overview.vue"), meta: { title: "menu.overview", permission: "overview_read" } },
  { path: "/budgets", name: "budgets", component: () => import("./pages/budgets.vue"), meta: { title: "menu.budgets", permission: "budget_read" } },
  { path: "/settlements", name: "settlements", component: () => import("./pages/settlements.vue"), meta: { title: "menu.settlements", permission: "settlement_read" } },
  { path: "/settlements/:id/bill", name: "bill", component: () => import("./pages/bill.vue"), meta: { title: "bill.title", permission: "settlement_read", above: "settlements" } },
  { path: "/adjustments", name: "adjustments", component: () => import("./pages/adjustments.vue"), meta: { title: "menu.adjustments", permission: "settlement_read" } },
  { path: "/institutions", name: "institutions", component: () => import("./pages/institutions.vue"), meta: { title: "menu.institutions", permission: "institution_read" } },
  { path: "/institutions/:id/details", name: "institution", component: () => import("./pages/institution.vue"), meta: { title: "institution.title", permission: "institution_read", above: "institutions" } },
  { path: "/persons", name: "persons", component: () => import("./pages/persons.vue"), meta: { title: "menu.persons", permission: "person_read" } },
  { path: "/persons/new", name: "newcomer", component: () => import("./pages/newcomer.vue"), meta: { title: "newcomer.title", permission: "enrol_write", above: "persons" } },
  { path: "/persons/:id/details", name: "person", component: () => import("./pages/person.vue"), meta: { title: "person.title", permission: "person_read", above: "persons" } },
  { path: "/chronic", name: "chronic", component: () => import("./pages/chronic.vue"), meta: { title: "menu.chronic", permission: "chronic_read" } },
  { path: "/chronic/apply", name: "chronicApply", component: () => import("./pages/chronicapply.vue"), meta: { title: "chronic.apply", permission: "chronic_apply", above: "chronic" } },
  { path: "/chronic/review", name: "chronicReview", component: () => import("./pages/chronicreview.vue"), meta: { title: "chronic.queue", permission: "chronic_review", above: "chronic" } },
  { path: "/persons/:psn/chronic/:id", name: "chronicOne", component: () => import("./pages/chronicone.vue"), meta: { title: "chronic.one", permission: "chronic_read", above: "chronic" } },
  { path: "/paper-claims", name: "paperClaims", component: () => import("./pages/paperclaims.vue"), meta: { title: "menu.paper", permission: "paper_read" } },
  { path: "/paper-claims/accept", name: "paperAccept", component: () => import("./pages/paperaccept.vue"), meta: { title: "paper.accept", permission: "paper_take", above: "paperClaims" } },
  { path: "/paper-claims/:id/file", name: "paperOne", component: () => import("./pages/paperone.vue"), meta: { title: "paper.one", permission: "paper_read", above: "paperClaims" } },
  { path: "/payments", name: "payments", component: () => import("./pages/payments.vue"), meta: { title: "menu.payments", permission: "paper_pay" } },
  { path: "/payments/:id/list", name: "payment", component: () => import("./pages/payment.vue"), meta: { title: "paper.list", permission: "paper_pay", above: "payments" } },
  { path: "/allowances", name: "allowances", component: () => import("./pages/allowances.vue"), meta: { title: "menu.allowances", permission: "matn_read" } },
  { path: "/allowances/:id/details", name: "allowance", component: () => import("./pages/allowance.vue"), meta: { title: "matn.one", permission: "matn_read", above: "allowances" } },
  { path: "/wages", name: "wages", component: () => import("./pages/wages.vue"), meta: { title: "menu.wages", permission: "matn_read", above: "allowances" } },
  { path: "/enrolments", name: "enrolments", component: () => import("./pages/enrolments.vue"), meta: { title: "menu.enrolments", permission: "enrol_write" } },
  { path: "/policies", name: "policies", component: () => import("./pages/policies.vue"), meta: { title: "menu.policies", permission: "policy_read" } },
  { path: "/policies/:region/:pack/tables", name: "policy", component: () => import("./pages/policy.vue"), meta: { title: "policy.one", permission: "policy_read", above: "policies" } },
  { path: "/desk", name: "desk", component: () => import("./pages/desk.vue"), meta: { title: "menu.desk", permission: "policy_history" } },
  { path: "/desk/compare", name: "compare", component: () => import("./pages/compare.vue"), meta: { title: "desk.compare", permission: "policy_history", above: "desk" } },
  { path: "/desk/versions/:id/text", name: "draft", component: () => import("./pages/draft.vue"), meta: { title: "desk.version", permission: "policy_history", above: "desk" } },
  { path: "/desk/simulations/:id/result", name: "simulation", component: () => import("./pages/simulation.vue"), meta: { title: "desk.simulation", permission: "policy_simulate", above: "desk" } },
  { path: "/desk/resettlements/:id/progress", name: "run", component: () => import("./pages/run.vue"), meta: { title: "run.one", permission: "policy_history", above: "desk" } },
  { path: "/desk/simulations/:id/bills", name: "twobills", component: () => import("./pages/twobills.vue"), meta: { title: "desk.bills", permission: "policy_simulate", above: "desk" } },
  { path: "/trial", name: "trial", component: () => import("./pages/trial.vue"), meta: { title: "menu.trial", permission: "trial_run" } },
  { path: "/mine", name: "mine", component: () => import("./pages/mine.vue"), meta: { title: "mine.title", permission: "own_read" } },
  { path: "/mine/bills/:id/bill", name: "mybill", component: () => import("./pages/mybill.vue"), meta: { title: "mine.bill", permission: "own_read", above: "mine" } },
  { path: "/users", name: "users", component: () => import("./pages/users.vue"), meta: { title: "menu.users", permission: "user_read" } },
  { path: "/settings", name: "settings", component: () => import("./pages/settings.vue"), meta: { title: "menu.settings", permission: "setting_read" } },
  { path: "/approvals", name: "approvals", component: () => import("./pages/approvals.vue"), meta: { title: "menu.approvals", permission: "approval_read" } },
  { path: "/audit", name: "audit", component: () => import("./pages/audit.vue"), meta: { title: "menu.audit" } },
  { path: "/exports", name: "exports", component: () => import("./pages/exports.vue"), meta: { title: "menu.exports" } },
  { path: "/account", name: "account", component: () => import("./pages/account.vue"), meta: { title: "menu.account" } },
  { path: "/:rest(.*)", name: "nowhere", component: () => import("./pages/nowhere.vue"), meta: { title: "error.notFound" } },
];

/** The first page of the menu that this user may open. */
function homeName(): string {
  if (session.me?.restricted) return "account";
  const first = routes.find((each) => each.meta?.permission && !each.path.includes(":") && may(each.meta.permission));
  return String(first?.name ?? (may("audit_check") ? "audit" : "account"));
}

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (!session.known) await loadMe().catch(() => undefined);
  if (!session.me) return to.meta.open ? true : { name: "login", query: to.path === "/" ? {} : { to: to.fullPath } };
  if (to.meta.open || to.name === "home") return { name: homeName() };
  if (session.me.restricted && to.name !== "account") return { name: "account" };
  if (to.meta.permission && !may(to.meta.permission)) return { name: "nowhere", params: { rest: to.path.slice(1) } };
  return true;
});

router.afterEach((to, from) => {
  document.title = `${to.meta.title ? t(to.meta.title) : ""} · ${t("app.name")}`;
  if (from.name && to.name !== from.name) requestAnimationFrame(() => document.querySelector<HTMLElement>("main")?.focus());
});
