/** Documents as a bulk query wants them: one text, without named fragments and variables. */
import {
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';

/** Fields of a selection, through inline fragments: `inlined` leaves no others. */
export const fieldsIn = (set: SelectionSetNode | undefined): FieldNode[] =>
  (set?.selections ?? []).flatMap((each) =>
    each.kind === Kind.FIELD ? [each] : each.kind === Kind.INLINE_FRAGMENT ? fieldsIn(each.selectionSet) : [],
  );

const literal = (value: unknown): ValueNode => {
  const document = parse(`{ f(a: ${JSON.stringify(value ?? null)}) }`, { noLocation: true });
  const [operation] = document.definitions as OperationDefinitionNode[];
  const [only] = fieldsIn(operation?.selectionSet);
  const found = only?.arguments?.[0]?.value;
  if (!found) throw new Error('A variable of an orders document has no literal form.');
  return found;
};

/** Most items that a list gives at once. */
const MOST_ITEMS = 250;

/** With lists of at least so many items at once. @param which all of them, or those that are no connections */
export function withItems<Node extends ASTNode>(
  node: Node,
  least: number,
  which: 'all' | 'plain' = 'all',
): Node {
  const raised = (each: ArgumentNode): ArgumentNode =>
    each.name.value === 'first' && each.value.kind === Kind.INT && Number(each.value.value) < least
      ? { ...each, value: { kind: Kind.INT, value: String(least) } }
      : each;
  const isMeant = ({ selectionSet }: FieldNode) =>
    selectionSet && (which === 'all' || !fieldsIn(selectionSet).some(({ name }) => name.value === 'nodes'));
  return visit(node, {
    Field: (field) => (isMeant(field) ? { ...field, arguments: field.arguments?.map(raised) } : undefined),
  });
}

/** The document with plain lists such as `Order.refunds` as long as they can be: in a bulk query they cost nothing. */
export const withWholeLists = (document: DocumentNode): DocumentNode =>
  withItems(document, MOST_ITEMS, 'plain');

/** The document without named fragments and variables. */
export function inlined(document: DocumentNode, variables: Record<string, unknown>): OperationDefinitionNode {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operation = definition;
  }
  if (!operation) throw new Error('An orders document has no operation.');
  const resolved = (node: OperationDefinitionNode): OperationDefinitionNode =>
    visit(node, {
      FragmentSpread(spread) {
        const fragment = fragments.get(spread.name.value);
        if (!fragment) throw new Error(`There is no fragment ${spread.name.value}.`);
        // Entered anew, so that fragments within fragments are put in their place, too.
        const { typeCondition, selectionSet } = fragment;
        return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
      },
      Variable: ({ name }) => literal(variables[name.value]),
    });
  return { ...resolved(operation), variableDefinitions: [] };
}
