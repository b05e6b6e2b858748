/** The page of a policy pack: its id is "region/pack". */
export function policyPath(id: string) {
  const [region, ...pack] = id.split("/");
  return { name: "policy", params: { region, pack: pack.join("/") } };
}
