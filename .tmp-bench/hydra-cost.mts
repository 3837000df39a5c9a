import { loadTarget } from '../engine/load-target.ts';
import { loadHydraHeads, loadDraftModel, loadMedusaHeads } from '../engine/artifacts.ts';
const target = await loadTarget({ threads: 2, precision: 'int8' });
const { heads } = await loadHydraHeads(target, {}, 4);
const { draft } = await loadDraftModel(target, {});
const { heads: med } = await loadMedusaHeads(target, {}, 4);
const H=576; const t=(f:()=>Promise<unknown>)=>async()=>{const a=performance.now(); await f(); return performance.now()-a;};
const cache=target.lm.createCache(); const dc=draft.createCache();
const ids=Array.from({length:200},(_,i)=>(i*7919+17)%49152);
for(let i=0;i<200;i+=50){ const c=ids.slice(i,i+50); const p=await target.lm.forward({cache,tokenIds:c,parents:c.map((_,r)=>r-1),outputRows:[49]}); target.lm.commit(cache,p.rows,c.map((_,r)=>r)); const d=await draft.forward(dc,c); draft.commit(dc,d.rows,c.map((_,r)=>r)); }
const pass=(n:number)=>t(()=>target.lm.forward({cache,tokenIds:ids.slice(0,n),parents:ids.slice(0,n).map((_,r)=>r-1),outputRows:Array.from({length:n},(_,r)=>r)}));
const list:[string,()=>Promise<number>][]=[['t1',pass(1)],['t2',pass(2)],['t4',pass(4)],['t8',pass(8)],
 ['hydra1',t(()=>heads.step(0,new Float32Array(H).fill(1),[5]))],['hydra2',t(()=>heads.step(0,new Float32Array(2*H).fill(1),[5,6]))],['hydra4',t(()=>heads.step(0,new Float32Array(4*H).fill(1),[5,6,7,8]))],
 ['draft',t(()=>draft.forward(dc,[5]))],['medusa',t(()=>med.propose(new Float32Array(H).fill(1)))]];
const times=list.map(()=>[] as number[]);
for(let r=0;r<60;r++) for(const [i,[,f]] of list.entries()) times[i]!.push(await f());
for(const [i,[n]] of list.entries()) { const s=times[i]!.sort((a,b)=>a-b); console.log(n,'min',s[0]!.toFixed(2),'q1',s[15]!.toFixed(2),'med',s[30]!.toFixed(2)); }
process.exit(0);
