// Prints what @extractus/oembed-extractor finds out about an address by discovery: node oembed_extractor.mjs ADDRESS
import { extract, setProviderList } from "@extractus/oembed-extractor";

setProviderList([]);
console.log(JSON.stringify(await extract(process.argv[2])));
