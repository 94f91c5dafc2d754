/** A text as YAML: plain where nothing could take it for something else, else as JSON, which YAML reads. */
export const yamlScalar = (value: string): string =>
  /^\/?[a-z][\w./-]*$/i.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
