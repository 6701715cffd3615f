/** The errors that Shopify's Admin API answers with, in its own words. */
import { type FieldNode, GraphQLError } from 'graphql';

export const RATE_LIMITS_URL = 'https://shopify.dev/api/usage/rate-limits';
const SCOPES_URL = 'https://shopify.dev/api/usage/access-scopes';
const PROTECTED_DATA_URL = 'https://shopify.dev/docs/apps/launch/protected-customer-data';

export function accessDenied(fieldName: string, requires: string): GraphQLError {
  return new GraphQLError(`Access denied for ${fieldName} field. Required access: ${requires}`, {
    extensions: { code: 'ACCESS_DENIED', documentation: SCOPES_URL, requiredAccess: requires },
  });
}

export function objectNotApproved(typeName: string): GraphQLError {
  return new GraphQLError(
    `This app is not approved to access the ${typeName} object. See ${PROTECTED_DATA_URL} for more details.`,
    { extensions: { code: 'ACCESS_DENIED', documentation: PROTECTED_DATA_URL } },
  );
}

export function fieldNotApproved(fieldName: string): GraphQLError {
  return new GraphQLError(
    `This app is not approved to use the ${fieldName} field. See ${PROTECTED_DATA_URL} for more details.`,
    { extensions: { code: 'ACCESS_DENIED', documentation: PROTECTED_DATA_URL } },
  );
}

/** The schema has no such field; the words of the validation, and what they are about. */
export function undefinedField(typeName: string, fieldName: string, node: FieldNode): GraphQLError {
  return new GraphQLError(`Field '${fieldName}' doesn't exist on type '${typeName}'`, {
    nodes: node,
    extensions: { code: 'undefinedField', fieldName, typeName },
  });
}

export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

export function inputTooLarge(size: number, max: number): GraphQLError {
  return new GraphQLError(`The input array size of ${size} is greater than the maximum allowed of ${max}.`, {
    extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
  });
}

/** A well-formed global id of another type than the field takes. */
export function invalidId(id: string): GraphQLError {
  return new GraphQLError(`Invalid id: ${id}`, { extensions: { code: 'RESOURCE_NOT_FOUND' } });
}

export function maxCostExceeded(cost: number, maxCost: number): object {
  const message = [
    `Query cost is ${cost}, which exceeds the single query max cost limit (${maxCost}).`,
    '',
    'See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the',
    'cost of a query is calculated.',
    '',
    'To query larger amounts of data with fewer limits, bulk operations should be used instead.',
    'See https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.',
    '',
  ].join('\n');
  return {
    message,
    extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost, documentation: RATE_LIMITS_URL },
  };
}

export function throttled(): object {
  return { message: 'Throttled', extensions: { code: 'THROTTLED', documentation: RATE_LIMITS_URL } };
}

export function internalError(requestId: string): object {
  return {
    message: `Internal error. Looks like something went wrong on our end.\nRequest ID: ${requestId} (include this in support requests).`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  };
}
