import { testFamily } from "./family.ts";

testFamily("Swin");
