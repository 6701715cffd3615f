/** The fields of a sent form; none when the body is not a form, which no schema then accepts. */
export async function readForm(request: Request): Promise<Record<string, FormDataEntryValue>> {
  try {
    return Object.fromEntries(await request.formData());
  } catch {
    return {};
  }
}
