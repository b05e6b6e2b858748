import "element-plus/theme-chalk/base.css";
import "element-plus/theme-chalk/el-button.css";
import "element-plus/theme-chalk/el-message.css";
import "element-plus/theme-chalk/el-progress.css";
import "element-plus/theme-chalk/el-skeleton.css";
import "element-plus/theme-chalk/el-skeleton-item.css";
import "element-plus/theme-chalk/dark/css-vars.css";
import "./style/tokens.css";
import "./style/base.css";
import { createApp } from "vue";
import App from "./app.vue";
import { startPrefs } from "./base/prefs";
import { i18n } from "./i18n";
import { router } from "./router";

startPrefs();
createApp(App).use(i18n).use(router).mount("#app");
