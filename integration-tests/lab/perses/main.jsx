// One dashboard, as Perses shows it: /dashboard.json with the data of the store behind /store.
import { createRoot } from 'react-dom/client';
import { CssBaseline, ThemeProvider, Typography } from '@mui/material';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter } from 'react-router-dom';
import { QueryParamProvider } from 'use-query-params';
import { ReactRouter6Adapter } from 'use-query-params/adapters/react-router-6';
import { ChartsProvider, SnackbarProvider, generateChartsTheme, getTheme } from '@perses-dev/components';
import { PluginRegistry, ValidationProvider, dynamicImportPluginLoader } from '@perses-dev/plugin-system';
import { ViewDashboard } from '@perses-dev/dashboards';
import * as prometheus from '@perses-dev/prometheus-plugin';
import * as timeSeries from '@perses-dev/timeseries-chart-plugin';
import * as stat from '@perses-dev/stat-chart-plugin';
import * as bar from '@perses-dev/bar-chart-plugin';

const plugins = dynamicImportPluginLoader(
  [prometheus, timeSeries, stat, bar].map((module) => ({
    resource: module.getPluginModule(),
    importPlugin: () => Promise.resolve(module),
  }))
);
const store = {
  kind: 'GlobalDatasource',
  metadata: { name: 'store' },
  spec: { default: true, plugin: { kind: 'PrometheusDatasource', spec: { directUrl: '/store', scrapeInterval: '10s' } } },
};
const datasources = {
  getDatasource: () => Promise.resolve(undefined),
  getGlobalDatasource: () => Promise.resolve(store),
  listDatasources: () => Promise.resolve([]),
  listGlobalDatasources: () => Promise.resolve([store]),
};
const dashboard = await (await fetch('/dashboard.json')).json();
dashboard.metadata = { name: 'dashboard', project: 'project', ...dashboard.metadata };
const theme = getTheme('light');

createRoot(document.getElementById('root')).render(
  <BrowserRouter>
    <QueryParamProvider adapter={ReactRouter6Adapter}>
      <ThemeProvider theme={theme}>
        <CssBaseline />
        <ChartsProvider chartsTheme={generateChartsTheme(theme, {})}>
          <SnackbarProvider>
            <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false } } })}>
              <PluginRegistry
                pluginLoader={plugins}
                defaultPluginKinds={{ Panel: 'TimeSeriesChart', TimeSeriesQuery: 'PrometheusTimeSeriesQuery' }}
              >
                <ValidationProvider>
                  <ViewDashboard
                    dashboardResource={dashboard}
                    datasourceApi={datasources}
                    isReadonly={true}
                    isVariableEnabled={true}
                    isDatasourceEnabled={false}
                    dashboardTitleComponent={<Typography variant="h2">{dashboard.spec.display.name}</Typography>}
                  />
                </ValidationProvider>
              </PluginRegistry>
            </QueryClientProvider>
          </SnackbarProvider>
        </ChartsProvider>
      </ThemeProvider>
    </QueryParamProvider>
  </BrowserRouter>
);
