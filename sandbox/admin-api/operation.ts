/** One GraphQL operation from its text to Shopify's answer: validated, priced, paid for, executed. */
import { randomUUID } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { adminSchema } from '#sandbox/schema/admin.ts';
import { Denials } from './access.ts';
import { bucketOf } from './bucket.ts';
import type { BulkWindow, Call, Caller } from './call.ts';
import { type CostContext, requestedCost } from './cost.ts';
import { documentOf, type Prepared } from './documents.ts';
import { internalError, maxCostExceeded, throttled } from './errors.ts';
import { removedFields } from './faults.ts';
import { resolveField, resolveType } from './resolve.ts';
import { readVariables } from './variables.ts';

/** Most points that a single query may ask for, on every plan. */
const COST_MAX = 1_000;
/** Errors listed before Shopify cuts them off; its own number is not published, 250 are too many. */
const ERRORS_MAX = 100;

export interface GraphQLRequest {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
  /** `Shopify-GraphQL-Cost-Debug: 1` was sent. */
  costDebug: boolean;
}

export function newCall(caller: Caller, bulk: BulkWindow | null = null): Call {
  const denials = new Denials(caller.shop, caller.installation, caller.world.clock.now());
  return { ...caller, denials, spent: 0, searches: [], bulk };
}

/** Runs a validated document against the shop. Everything is in memory, so nothing is awaited. */
export function run(
  call: Call,
  document: DocumentNode,
  request: Partial<Pick<GraphQLRequest, 'variables' | 'operationName'>>,
): ExecutionResult {
  const result = execute({
    schema: adminSchema,
    document,
    contextValue: call,
    variableValues: request.variables,
    operationName: request.operationName,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  if (result instanceof Promise) throw new Error('A resolver of the Admin API returned a promise.');
  return result;
}

/** An error that no rule of Shopify's made is the sandbox's own fault: said aloud, and answered as Shopify would. */
function printError(error: GraphQLError): object {
  if (!error.originalError || error.originalError instanceof GraphQLError) return error.toJSON();
  const requestId = randomUUID();
  console.error(`Admin API, request ${requestId}:`, error.originalError);
  return internalError(requestId);
}

function printErrors(errors: readonly GraphQLError[]): object[] {
  const printed = errors.slice(0, ERRORS_MAX).map(printError);
  if (errors.length <= ERRORS_MAX) return printed;
  return [...printed, { message: 'Too many execution errors, max error limit reached. Results truncated' }];
}

interface Bill {
  requestedQueryCost: number;
  actualQueryCost: number | null;
}

function answer(caller: Caller, context: CostContext, bill: Bill, costDebug: boolean): { cost: object } {
  const now = caller.world.clock.now();
  const throttleStatus = bucketOf(caller.shop, now).status(now);
  return { cost: { ...bill, throttleStatus, ...(costDebug ? { fields: context.fields } : {}) } };
}

function price(operation: OperationDefinitionNode, context: CostContext): number {
  const root = adminSchema.getRootType(operation.operation);
  return root ? requestedCost(root, operation.selectionSet, context) : 0;
}

function execution(
  caller: Caller,
  prepared: Prepared,
  request: GraphQLRequest,
  operation: OperationDefinitionNode,
): object {
  const variables = readVariables(operation, request.variables);
  if ('errors' in variables) return { errors: variables.errors };
  const context: CostContext = { fragments: prepared.fragments, variables: variables.values, fields: [] };
  const requestedQueryCost = price(operation, context);
  if (requestedQueryCost > COST_MAX) return { errors: [maxCostExceeded(requestedQueryCost, COST_MAX)] };
  const now = caller.world.clock.now();
  const bucket = bucketOf(caller.shop, now);
  if (!bucket.take(requestedQueryCost, now)) {
    const bill = { requestedQueryCost, actualQueryCost: null };
    return { errors: [throttled()], extensions: answer(caller, context, bill, request.costDebug) };
  }
  const call = newCall(caller);
  const { data, errors } = run(call, prepared.document, request);
  const actualQueryCost = Math.min(requestedQueryCost, call.spent);
  bucket.refund(requestedQueryCost - actualQueryCost);
  return {
    ...(errors ? { errors: printErrors(errors) } : {}),
    data,
    extensions: {
      ...answer(caller, context, { requestedQueryCost, actualQueryCost }, request.costDebug),
      ...(call.searches.length > 0 ? { search: call.searches } : {}),
    },
  };
}

/** Whether a query will break one day, which Shopify says in a header. */
export function isDeprecated({ query }: GraphQLRequest): boolean {
  const prepared = documentOf(query);
  return 'document' in prepared && prepared.deprecated;
}

export function executeRequest(caller: Caller, request: GraphQLRequest): object {
  const prepared = documentOf(request.query);
  if (!('document' in prepared)) return { errors: prepared };
  const removed = removedFields(caller.shop, prepared.fields, caller.world.clock.now());
  if (removed.length > 0) return { errors: removed };
  const operation = getOperationAST(prepared.document, request.operationName);
  if (operation) return execution(caller, prepared, request, operation);
  const message = request.operationName
    ? `No operation named "${request.operationName}"`
    : 'An operation name is required';
  return { errors: [new GraphQLError(message)] };
}
