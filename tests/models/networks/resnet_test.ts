import { testFamily } from "./family.ts";

testFamily("ResNet");
