import { describe, expect, it } from 'vitest';
import { endpoints } from '../../shared/github/endpoints.ts';

describe('endpoints', () => {
  const ghes = {
    api: 'https://ghe.example/api/v3',
    graphql: 'https://ghe.example/api/graphql',
    server: 'https://ghe.example',
  };
  const hosted = {
    api: 'https://api.acme.ghe.com',
    graphql: 'https://api.acme.ghe.com/graphql',
    server: 'https://acme.ghe.com',
  };
  const local = 'http://127.0.0.1:4000';
  it.each([
    [
      {},
      {
        api: 'https://api.github.com',
        graphql: 'https://api.github.com/graphql',
        server: 'https://github.com',
      },
    ],
    [{ GITHUB_SERVER_URL: 'https://github.com/' }, endpoints({})],
    [{ GITHUB_API_URL: ' https://api.github.com/ ', GITHUB_SERVER_URL: '' }, endpoints({})],
    [{ GITHUB_SERVER_URL: 'https://ghe.example' }, ghes],
    [{ GITHUB_API_URL: 'https://ghe.example/api/v3/' }, ghes],
    [{ GITHUB_SERVER_URL: 'https://acme.ghe.com' }, hosted],
    [{ GITHUB_API_URL: 'https://api.acme.ghe.com' }, hosted],
    [{ GITHUB_API_URL: local }, { api: local, graphql: `${local}/graphql`, server: local }],
    [
      { GITHUB_API_URL: local, GITHUB_GRAPHQL_URL: `${local}/gql`, GITHUB_SERVER_URL: 'http://localhost:1' },
      { api: local, graphql: `${local}/gql`, server: 'http://localhost:1' },
    ],
  ])('%j', (env, expected) => expect(endpoints(env)).toEqual(expected));

  it.each([
    ['GITHUB_API_URL', 'api.github.com'],
    ['GITHUB_SERVER_URL', 'file:///etc'],
    ['GITHUB_GRAPHQL_URL', 'https://user@ghe.example/graphql'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => endpoints({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(name) }),
    );
  });
});
