/** The page of a policy pack: its id is "region/pack". */
export function policyPath(id: string) {
  const [region, ...pack] = id.split("/");
  return { name: "policy", params: { region, pack: pack.join("/") } };
}

/** The page of a policy by its id, or of a version by "version:<version_id>". */
export const referencePath = (reference: string) => (reference.startsWith("version:") ? { name: "draft", params: { id: reference.slice(8) } } : policyPath(reference));
