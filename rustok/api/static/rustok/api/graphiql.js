"use strict";

const example = `# Write a query, press Ctrl-Enter.
# Headers (below): {"Authorization": "Bearer …"} for what needs a sign-in.
{
  currentTenant { name defaultLocale currencies locales { locale } }
  enabledModules
}
`;

const fetcher = GraphiQL.createFetcher({ url: window.location.pathname });
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: example, shouldPersistHeaders: false }),
);
